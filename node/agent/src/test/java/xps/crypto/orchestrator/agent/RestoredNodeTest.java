package xps.crypto.orchestrator.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.bind.NodeReport;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/** A node whose journal is from an older state than the rest of it. */
class RestoredNodeTest {
  private static final Sha256 INSTALLED = Sha256.of(new byte[] {1});

  private final Chain chain = new Chain();
  private Rig rig;
  private Chain.Patch patch;

  @BeforeEach
  void a_node_with_its_owners_installation() {
    rig = Rig.adopted(chain.rules(), INSTALLED);
    patch = chain.patch("3.2.1", "three two one");
  }

  @Test
  void a_node_whose_workload_is_ahead_of_its_journal_was_restored_and_gets_nothing() {
    rig.mapped.put(Chain.SHA256, new Sight.Seat(INSTALLED, 7, 0));
    rig.idles();

    assertThat(rig.last().flags()).contains(NodeReport.Flag.RESTORED);
    var refused = rig.wants(chain.order(rig, patch, 1, 1));
    assertThat(refused.check()).hasValue(8);
    assertThat(refused.problem().map(Problem::code)).contains(Code.VERSION_ROLLBACK);
  }

  @Test
  void that_a_node_was_restored_outlives_its_agent_and_its_workload() {
    rig.mapped.put(Chain.SHA256, new Sight.Seat(INSTALLED, 7, 0));
    rig.idles();

    var kept =
        rig.effects.stream()
            .filter(Effect.Persist.class::isInstance)
            .map(Effect.Persist.class::cast)
            .toList();
    assertThat(kept.getLast().journal().restored()).isTrue();
    var text = kept.getLast().journal().toJson().toArray();
    assertThat(NodeJournal.parse("node.json", text).orThrow().restored()).isTrue();
  }

  @Test
  void after_somebody_has_looked_a_node_goes_on_above_all_that_was_there_and_forgets_nothing() {
    var before = rig.state.journal().foundRestored();

    var after = before.lookedAt(before.position(), 7);

    assertThat(after.restored()).isFalse();
    assertThat(after.nextGeneration()).isEqualTo(8);
    assertThat(after.memory().marks()).isEqualTo(before.memory().marks());
    assertThat(after.memory().generation()).isGreaterThan(before.memory().generation());
    assertThat(after.errand()).isEmpty();
  }
}
