package xps.crypto.orchestrator.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.bind.NodeReport;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.BreakGlass;
import xps.crypto.orchestrator.guard.BreakGlassDraft;
import xps.crypto.orchestrator.guard.Environment;
import xps.crypto.orchestrator.guard.Guard;
import xps.crypto.orchestrator.guard.WarrantDraft;

/** A node that follows one person's word says so in every report about it, whoever reads them. */
class GlassOnTheNodeTest {
  private final SigningKey carol = SigningKey.generate(new SecureRandom());
  private final Chain chain = new Chain();
  private Chain.Patch patch;
  private Rig rig;

  @BeforeEach
  void a_node_where_carol_may_break_the_glass() {
    chain.windows =
        "break_glass: {keys: [{name: carol, ed25519: \"%s\"}], max_hours: 4, classes: [patch]}\n"
            .formatted(carol.publicKey().hex());
    patch = chain.patch("3.2.1", "three two one");
    rig = Rig.adopted(chain.rules(), Sha256.of(new byte[] {1}));
  }

  private BreakGlass claim() {
    return new BreakGlassDraft(
            "carol",
            "keys leak",
            patch.body(),
            patch.plan().digest(),
            "prod",
            1,
            Chain.NOON.minusSeconds(60),
            Chain.NOON.plus(Duration.ofHours(3)))
        .sign(carol)
        .orThrow();
  }

  private NodeReport ordered(BreakGlass claim) {
    var environment = new Environment("prod", 1, Duration.ZERO).withBreakGlass(Optional.of(claim));
    var permit =
        Guard.evaluate(chain.policy(), patch.plan(), 0, List.of(), environment, Chain.NOON)
            .permit();
    var issue = new WarrantDraft.Issue(Chain.ROLLOUT, 1, Chain.NOON, Chain.LIFE);
    var warrant = WarrantDraft.forward(permit, issue).sign(chain.orchestrator, "control");
    return rig.wants(chain.desired(chain.envelope(patch, warrant, "api-1", rig.seen())));
  }

  @Test
  void what_stands_on_broken_glass_is_said_in_every_report_and_kept() {
    var claim = claim();

    assertThat(ordered(claim).state()).isEqualTo(NodePhase.HEALTHY);

    var about = rig.reports.stream().filter(report -> report.generation() == 1).toList();
    assertThat(about)
        .hasSizeGreaterThan(3)
        .allSatisfy(it -> assertThat(it.flags()).contains(NodeReport.Flag.GLASS_BROKEN));
    var journal = NodeJournal.parse("node.json", rig.state.journal().toJson().toArray()).orThrow();
    assertThat(journal.errand().orElseThrow().glass())
        .contains(new Errand.Glass("carol", claim.digest()));
  }

  @Test
  void what_people_have_approved_says_nothing_of_glass() {
    assertThat(rig.wants(chain.order(rig, patch, 5, 1)).state()).isEqualTo(NodePhase.HEALTHY);

    assertThat(rig.reports)
        .noneMatch(report -> report.flags().contains(NodeReport.Flag.GLASS_BROKEN));
  }
}
