package xps.crypto.orchestrator.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.bind.Desired;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.Direction;
import xps.crypto.orchestrator.guard.Envelope;

/**
 * A control plane in whose hands every server-side key is. Each attack names the check that stops
 * it; none of them may change anything at all.
 */
class HostileControlPlaneTest {
  private final Chain chain = new Chain();
  private Rig rig;
  private Chain.Patch served;
  private NodeJournal before;

  @BeforeEach
  void a_node_that_was_patched_once() {
    start(chain.rules());
  }

  private void start(NodeRules rules) {
    rig = Rig.adopted(rules, Sha256.of(new byte[] {1}));
    served = chain.patch("3.2.1", "three two one");
    assertThat(rig.wants(chain.order(rig, served, 5, 1)).state()).isEqualTo(NodePhase.HEALTHY);
    before = rig.state.journal();
    rig.effects.clear();
  }

  @AfterEach
  void nothing_was_written_fetched_or_changed() {
    assertThat(rig.effects).hasOnlyElementsOfType(Effect.Report.class);
    assertThat(rig.state.journal()).isEqualTo(before);
    assertThat(rig.runs()).isEqualTo(served.artifact());
  }

  private void refused(Desired desired, int check, Code code) {
    AgentStepTest.assertRefused(rig.wants(desired), check, code);
  }

  private Chain.Patch next() {
    return chain.patch("3.2.3", "three two three");
  }

  private Envelope honest(Chain.Patch patch) {
    return chain.envelope(patch, chain.warrant(patch, 0, 6, 1), "api-1", rig.seen());
  }

  @Test
  void an_envelope_that_cannot_be_read() {
    refused(chain.desired(Direction.FORWARD, Bytes.utf8("{}")), 1, Code.WARRANT_INVALID);
  }

  @Test
  void a_clock_that_was_turned_back() {
    var order = chain.order(rig, next(), 6, 1);
    rig.now = Chain.NOON.minus(Duration.ofDays(1));

    refused(order, 2, Code.CLOCK_UNTRUSTED);
  }

  @Test
  void a_trust_store_that_has_expired() {
    chain.trustExtra = "\"expires\": \"2026-03-02T13:00:00Z\",";
    start(chain.rules());
    var order = chain.order(rig, next(), 6, 1);
    rig.now = Chain.NOON.plus(Duration.ofHours(2));

    refused(order, 3, Code.TRUST_STORE_EXPIRED);
  }

  @Test
  void an_unsigned_warrant() {
    var warrant = chain.warrant(next(), 0, 6, 1);
    var forged = chain.withSignature(warrant, Bytes.copyOf(new byte[64]));

    refused(
        chain.desired(chain.envelope(next(), forged, "api-1", rig.seen())),
        4,
        Code.WARRANT_INVALID);
  }

  @Test
  void a_warrant_for_another_environment() {
    var warrant = chain.withEnvironment(chain.warrant(next(), 0, 6, 1), "staging");

    refused(
        chain.desired(chain.envelope(next(), warrant, "api-1", rig.seen())),
        5,
        Code.WARRANT_INVALID);
  }

  @Test
  void a_warrant_that_has_expired() {
    var order = chain.order(rig, next(), 6, 1);
    rig.now = Chain.NOON.plus(Chain.LIFE);

    refused(order, 5, Code.WARRANT_EXPIRED);
  }

  @Test
  void a_warrant_with_a_number_that_is_over() {
    refused(chain.order(rig, next(), 4, 1), 6, Code.WARRANT_REPLAYED);
  }

  @Test
  void another_manifest_than_was_signed() {
    var patch = next();
    var honest = honest(patch);
    var text = Json.compact(honest.manifest()).replace("3.2.3", "3.2.4");
    var changed = Chain.manifest(text).document();

    refused(
        chain.desired(
            new Envelope(
                honest.warrant(),
                changed,
                honest.planFile(),
                honest.waves(),
                honest.membership(),
                honest.record(),
                honest.proof(),
                honest.consistency())),
        7,
        Code.UNTRUSTED_SIGNER);
  }

  @Test
  void a_patch_for_another_role() {
    var rules = chain.rules("api-1", "wallet");
    var other = Rig.adopted(rules, served.artifact());

    AgentStepTest.assertRefused(
        other.wants(chain.desired(honest(next()))), 7, Code.TARGET_NOT_ALLOWED);
  }

  @Test
  void an_older_version_however_well_signed() {
    refused(
        chain.order(rig, chain.patch("3.2.0", "three two zero"), 6, 1), 8, Code.VERSION_ROLLBACK);
  }

  @Test
  void the_same_version_with_another_content() {
    refused(
        chain.order(rig, chain.patch("3.2.1", "something else"), 6, 1), 8, Code.VERSION_ROLLBACK);
  }

  @Test
  void a_node_that_is_not_in_the_wave() {
    var other = Rig.adopted(chain.rules("api-2", "api"), served.artifact());
    var patch = next();
    var order = chain.envelope(patch, chain.warrant(patch, 0, 6, 1), "api-1", 0);

    AgentStepTest.assertRefused(other.wants(chain.desired(order)), 9, Code.NOT_IN_WAVE);
  }

  @Test
  void a_wave_before_its_time() {
    var other = Rig.adopted(chain.rules("api-2", "api"), served.artifact());
    var patch = next();
    var warrant = chain.warrant(patch, 1, 6, 1);
    var order = chain.desired(chain.envelope(patch, warrant, "api-2", 0));

    AgentStepTest.assertRefused(other.wants(order), 9, Code.TOO_EARLY);

    other.now = Chain.NOON.plus(Duration.ofHours(1));
    assertThat(other.wants(chain.desired(order.direction(), order.envelope())).state())
        .isEqualTo(NodePhase.HEALTHY);
  }

  @Test
  void a_warrant_that_nobody_approved() {
    var patch = next();
    var warrant = chain.withApprovals(chain.warrant(patch, 0, 6, 1), List.of());

    refused(
        chain.desired(chain.envelope(patch, warrant, "api-1", rig.seen())), 10, Code.RBAC_MISSING);
  }

  @Test
  void approvals_of_another_patch() {
    var patch = next();
    var lifted = chain.approvals(served, 1);
    var warrant = chain.withApprovals(chain.warrant(patch, 0, 6, 1), lifted);

    refused(
        chain.desired(chain.envelope(patch, warrant, "api-1", rig.seen())), 10, Code.RBAC_MISSING);
  }

  @Test
  void a_change_out_of_the_nodes_own_window() {
    chain.windows =
        """
        windows:
          allowed: [{days: [Mon], start: "11:00", end: "13:00", tz: UTC}]
        """;
    start(chain.rules());
    var order = chain.order(rig, next(), 6, 1);
    rig.now = Chain.NOON.plus(Duration.ofHours(2));

    refused(order, 10, Code.WINDOW_VIOLATION);
  }

  @Test
  void a_log_that_was_doctored_since_the_node_saw_it() {
    chain.lines.set(0, Bytes.utf8("{}"));

    refused(chain.order(rig, next(), 6, 1), 11, Code.AUDIT_TAMPERED);
  }

  @Test
  void a_log_that_begins_anew() {
    chain.lines.clear();

    refused(chain.order(rig, next(), 6, 1), 11, Code.AUDIT_TAMPERED);
  }

  @Test
  void a_warrant_that_is_not_in_the_log() {
    var patch = next();
    var honest = honest(patch);
    var other = chain.envelope(patch, chain.warrant(patch, 0, 7, 1), "api-1", 1);

    refused(
        chain.desired(
            new Envelope(
                honest.warrant(),
                honest.manifest(),
                honest.planFile(),
                honest.waves(),
                honest.membership(),
                other.record(),
                other.proof(),
                other.consistency())),
        11,
        Code.LOG_PROOF_INVALID);
  }

  @Test
  void an_order_to_leave_what_runs_by_another_attempt() {
    refused(chain.orderBack(served, 6, 2), 7, Code.WARRANT_INVALID);
  }

  @Test
  void an_order_to_leave_a_patch_that_does_not_run_by_somebody_else() {
    var back = chain.back(next(), 6, 1);
    var forged = chain.withSignature(back, Bytes.copyOf(new byte[64]));

    refused(
        chain.desired(Direction.ROLLBACK, Envelope.ofRollback(forged)), 4, Code.WARRANT_INVALID);
  }

  @Test
  void an_old_order_to_leave_a_patch_that_does_not_run() {
    refused(chain.orderBack(next(), 4, 1), 6, Code.WARRANT_REPLAYED);
  }

  @Test
  void an_order_to_go_back_in_the_clothes_of_one_to_go_forward() {
    var back = chain.orderBack(served, 6, 1);

    refused(chain.desired(Direction.FORWARD, back.envelope()), 1, Code.WARRANT_INVALID);
  }
}
