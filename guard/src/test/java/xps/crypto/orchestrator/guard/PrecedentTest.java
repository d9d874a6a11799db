package xps.crypto.orchestrator.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.guard.AChange.NOON;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.audit.AuditLog;
import xps.crypto.orchestrator.audit.AuditRecord;
import xps.crypto.orchestrator.audit.AuditVerification;
import xps.crypto.orchestrator.audit.LogSigner;
import xps.crypto.orchestrator.audit.Result;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** What a real log proves of a patch's success, and what it doesn't. */
class PrecedentTest {
  private static final String OTHER = "zyxwvutsrqponmlkjihgfedcba";

  @TempDir Path folder;
  private final RolloutPlan plan = AChange.honest().plan();
  private final Sha256 body = plan.patch().bodyDigest();
  private final List<AuditRecord> records = new ArrayList<>();
  private final List<Warrant> warrants = new ArrayList<>();

  private AuditRecord.Draft record(Action action, String rollout, Result result) {
    return AuditRecord.of(NOON, plan.patch().id(), action)
        .result(result)
        .rollout(rollout)
        .body(body);
  }

  private PrecedentTest allowed(Warrant warrant, String rollout) {
    warrants.add(warrant);
    records.add(record(Action.GATE, rollout, Result.SUCCESS).warrant(warrant.digest()).build());
    return this;
  }

  private PrecedentTest ended(String rollout, Result result) {
    records.add(record(Action.PROBE, rollout, result).detail("the end").build());
    return this;
  }

  private Warrant forward() {
    return ANode.honest().warrant(0, 1);
  }

  private Outcome<Precedent> found(String environment) throws IOException {
    var signer = new LogSigner("example.org/audit", People.LOG.key());
    var dir = folder.resolve("audit");
    try (var log = AuditLog.open(dir, signer).orThrow()) {
      for (var warrant : warrants) {
        log.evidence(warrant.signedBytes());
      }
      log.append(records);
    }
    var read = AuditVerification.read(dir, signer.key(), it -> Precedent.concerns(it, body));
    return Precedent.find(read.orThrow(), environment, body);
  }

  private void nothing(String words) throws IOException {
    var outcome = found("prod");
    assertThat(Codes.of(outcome)).containsExactly(Code.POLICY_DENIED);
    assertThat(outcome.problems().getFirst().message()).contains(words);
  }

  @Test
  void a_rollout_that_was_allowed_there_and_ended_well_is_a_precedent() throws IOException {
    allowed(forward(), ANode.ROLLOUT).ended(ANode.ROLLOUT, Result.SUCCESS);

    var precedent = found("prod").orThrow();

    assertThat(precedent.rollout()).isEqualTo(ANode.ROLLOUT);
    assertThat(precedent.environment()).isEqualTo("prod");
    assertThat(precedent.body()).isEqualTo(body);
    assertThat(precedent.log().origin()).isEqualTo("example.org/audit");
    assertThat(precedent)
        .hasToString("prod: rollout " + ANode.ROLLOUT + ", by the log example.org/audit");
  }

  @Test
  void it_is_none_for_another_environment() throws IOException {
    allowed(forward(), ANode.ROLLOUT).ended(ANode.ROLLOUT, Result.SUCCESS);

    assertThat(found("staging").isOk()).isFalse();
  }

  @Test
  void a_rollout_that_has_not_ended_or_was_not_allowed_proves_nothing() throws IOException {
    allowed(forward(), ANode.ROLLOUT);
    nothing("that has ended");
  }

  @Test
  void an_end_without_a_warrant_proves_nothing() throws IOException {
    ended(ANode.ROLLOUT, Result.SUCCESS);
    nothing("that has ended");
  }

  @Test
  void the_warrant_of_another_rollout_proves_nothing_for_this_one() throws IOException {
    allowed(forward(), OTHER).ended(OTHER, Result.SUCCESS);
    nothing("that has ended");
  }

  @Test
  void a_warrant_to_go_back_proves_nothing() throws IOException {
    allowed(ANode.honest().back(1), ANode.ROLLOUT).ended(ANode.ROLLOUT, Result.SUCCESS);
    nothing("that has ended");
  }

  @Test
  void the_last_rollout_counts_and_says_why_it_failed() throws IOException {
    allowed(forward(), ANode.ROLLOUT)
        .ended(ANode.ROLLOUT, Result.SUCCESS)
        .ended(ANode.ROLLOUT, Result.FAILURE);
    nothing("didn't end well: the end");
  }

  @Test
  void a_probe_of_a_node_is_no_end() throws IOException {
    allowed(forward(), ANode.ROLLOUT);
    records.add(
        record(Action.PROBE, ANode.ROLLOUT, Result.SUCCESS).node("a-1").detail("one node").build());
    nothing("that has ended");
  }
}
