package xps.crypto.orchestrator.bind;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.SignedReport;
import xps.crypto.orchestrator.planner.RolloutResult;

/**
 * A plan that requires receipts: the runner keeps the canary's signed words, hands them to the
 * waves after it, and begins no wave whose nodes would refuse for lack of them. The nodes judge
 * with the real {@code Guard.admit}.
 */
@Timeout(60)
class ReceiptRolloutTest {

  @TempDir Path folder;
  private final Organisation organisation = new Organisation().withReceipts();
  private String canary = "";

  @BeforeEach
  void draw() {
    canary = organisation.plan().waves().getFirst().nodes().getFirst();
  }

  private static String picture(Theatre theatre) {
    var rollout = theatre.journal.rollouts().getFirst().rollout();
    return theatre.journal.picture(rollout).orElse("");
  }

  @Test
  void every_node_admits_its_waves_envelope_by_the_canarys_word() throws Exception {
    try (var theatre = new Theatre(organisation, folder)) {
      var result = theatre.runner().apply(theatre.permit()).await();

      assertThat(result.kind()).isEqualTo(RolloutResult.Kind.DONE);
      assertThat(theatre.fleet.nodes()).allMatch(ScriptedNode::runsPatch);
      assertThat(theatre.fleet.nodes()).allMatch(node -> node.refusals() == 0);
    }
  }

  @Test
  void a_canary_that_signs_with_another_key_than_the_fleets_lets_nobody_else_begin()
      throws Exception {
    var approved = organisation.plan();
    organisation.nodeKeys.put(canary, SigningKey.generate(new SecureRandom()));
    assertThat(organisation.plan().digest()).isEqualTo(approved.digest());
    try (var theatre = new Theatre(organisation, folder)) {
      var running = theatre.runner().apply(theatre.permit());
      Theatre.until("why is said", () -> picture(theatre).contains(Code.RECEIPTS_MISSING.name()));

      assertThat(picture(theatre)).contains(canary + " (its key isn't the one that the fleet has");
      assertThat(theatre.fleet.nodes().stream().filter(ScriptedNode::runsPatch)).hasSize(1);
      running.close();
    }
  }

  @Test
  void what_the_canary_said_outlives_the_runner_that_heard_it() throws Exception {
    organisation.plan = organisation.plan.replace("halt_on_error: true", "bake: 1h");
    canary = organisation.plan().waves().getFirst().nodes().getFirst();
    try (var theatre = new Theatre(organisation, folder)) {
      var permit = theatre.permit();
      var first = theatre.runner().apply(permit);
      Theatre.until("the canary bakes", () -> picture(theatre).contains("\"state\":\"baking\""));
      first.close();
      theatre.fleet.disconnect(canary);

      var second = theatre.runner().apply(permit);
      theatre.clock.pass(Duration.ofHours(1).plusSeconds(1));

      assertThat(second.await().kind()).isEqualTo(RolloutResult.Kind.DONE);
      assertThat(theatre.fleet.nodes()).allMatch(node -> node.refusals() == 0);
    }
  }

  @Test
  void the_word_about_another_order_and_a_word_that_isnt_a_canarys_are_not_kept() {
    var plan = organisation.plan();
    var receipts = new Receipts(plan);
    var about = new SignedReport.Subject(canary, plan.patch().bodyDigest(), plan.digest(), 1);
    var other =
        plan.waves().getLast().nodes().stream().filter(id -> !id.equals(canary)).findFirst();

    var stale =
        List.of(
            new SignedReport.Subject(canary, Sha256.of(new byte[] {1}), plan.digest(), 1),
            new SignedReport.Subject(canary, about.body(), Sha256.of(new byte[] {1}), 1),
            new SignedReport.Subject(canary, about.body(), about.plan(), 2));
    for (var subject : stale) {
      assertThat(receipts.isNews(canary, word(canary, subject), 1)).isFalse();
    }
    var id = other.orElseThrow();
    var its = new SignedReport.Subject(id, about.body(), about.plan(), 1);
    assertThat(receipts.isNews(id, word(id, its), 1)).isFalse();
    assertThat(receipts.isNews(canary, word(id, about), 1)).isFalse();
    assertThat(receipts.lack(1)).hasValueSatisfying(why -> assertThat(why).contains("0 of 1"));

    assertThat(receipts.isNews(canary, word(canary, about), 1)).isTrue();
    receipts.add(canary, word(canary, about));
    assertThat(receipts.isNews(canary, word(canary, about), 1)).as("once is enough").isFalse();
    assertThat(receipts.lack(1)).isEmpty();
  }

  private SignedReport word(String signer, SignedReport.Subject about) {
    var now = Organisation.MONDAY;
    return SignedReport.healthy(about, now, now, organisation.nodeKey(signer)).orThrow();
  }
}
