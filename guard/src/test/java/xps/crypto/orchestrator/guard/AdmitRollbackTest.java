package xps.crypto.orchestrator.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.guard.AChange.NOON;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/** A way back needs little, and leads nowhere but to what the node ran before (NODE.md). */
class AdmitRollbackTest {
  private final ANode node = ANode.honest();

  private void refused(Warrant warrant, Serving serving, int check, Code code) {
    assertThat(node.admitBack(warrant, serving))
        .isInstanceOfSatisfying(
            RollbackAdmission.Refused.class,
            refused -> {
              assertThat(refused.problem().code()).as("%s", refused).isEqualTo(code);
              assertThat(refused.check()).as("%s", refused).isEqualTo(check);
            });
  }

  private void follows(Warrant warrant, Serving serving) {
    assertThat(node.admitBack(warrant, serving)).isInstanceOf(RollbackAdmission.GoBack.class);
  }

  private Serving serving(Sha256 body, int attempt, Serving.Previous previous) {
    return new Serving(body, attempt, NOON.minusSeconds(60), Duration.ofHours(24), previous);
  }

  @Test
  void an_honest_order_back_needs_no_approvals_window_log_or_clock() {
    node.policy.with("windows: {allowed: []}");
    node.clock = new ClockReading.Measured(NOON, Duration.ofDays(1));

    follows(node.back(1), node.serving());
  }

  @Test
  void it_works_after_its_own_dates_by_a_clock_that_may_be_wrong() {
    node.at(NOON.plus(Duration.ofHours(10)));

    follows(node.back(1), node.serving());
  }

  @Test
  void what_has_expired_by_the_time_floor_has_expired() {
    var warrant = node.back(1);
    node.memory = node.memory.afterSeeing(warrant.expires().minusSeconds(1));
    follows(warrant, node.serving());

    node.memory = node.memory.afterSeeing(warrant.expires());
    refused(warrant, node.serving(), 5, Code.WARRANT_EXPIRED);
  }

  @Test
  void only_the_body_and_attempt_that_run_can_be_left() {
    var body = node.plan.patch().bodyDigest();

    refused(
        node.back(1),
        serving(Sha256.of(new byte[] {9}), 1, Serving.Previous.HEALTHY),
        7,
        Code.WARRANT_INVALID);
    refused(node.back(1), serving(body, 2, Serving.Previous.HEALTHY), 7, Code.WARRANT_INVALID);
  }

  @Test
  void it_is_done_once_and_only_to_what_was_healthy() {
    refused(
        node.back(1),
        serving(node.plan.patch().bodyDigest(), 1, Serving.Previous.NONE),
        8,
        Code.WARRANT_INVALID);
  }

  @Test
  void after_the_horizon_the_patch_is_committed() {
    node.at(NOON.minusSeconds(60).plus(Duration.ofHours(24)).minusSeconds(1));
    follows(node.back(1), node.serving());

    node.at(NOON.minusSeconds(60).plus(Duration.ofHours(24)));
    refused(node.back(1), node.serving(), 8, Code.WARRANT_INVALID);
  }

  @Test
  void turning_the_clock_back_does_not_reopen_the_horizon() {
    node.memory = node.memory.afterSeeing(NOON.plus(Duration.ofHours(24)));
    var later =
        WarrantDraft.rollback(
                node.plan,
                0,
                Sha256.of(new byte[] {1}),
                Environment.of("prod"),
                new WarrantDraft.Issue(
                    ANode.ROLLOUT, 1, NOON.plus(Duration.ofHours(24)), ANode.LIFE))
            .sign(People.CONTROL.key(), "control");

    refused(later, node.serving(), 8, Code.WARRANT_INVALID);
  }

  @Test
  void a_stranger_sends_nobody_back() {
    refused(
        node.back(1).signedAs(Bytes.copyOf(new byte[64])), node.serving(), 4, Code.WARRANT_INVALID);
    refused(
        ANode.resigned(node.back(1), text -> text.with("issuer", Value.text("stranger"))),
        node.serving(),
        4,
        Code.WARRANT_INVALID);
  }

  @Test
  void a_lower_number_of_the_rollout_is_a_replay_and_the_same_warrant_a_redelivery() {
    var fifth = node.back(5);
    node.memory = node.memory.afterOrderedBack(new OrderedBack(fifth, false));

    refused(node.back(4), node.serving(), 6, Code.WARRANT_REPLAYED);
    assertThat(node.admitBack(fifth, node.serving()))
        .isInstanceOfSatisfying(
            RollbackAdmission.GoBack.class, back -> assertThat(back.redelivered()).isTrue());
  }

  @Test
  void a_forward_warrant_sends_nobody_back() {
    refused(node.warrant(0, 1), node.serving(), 5, Code.WARRANT_INVALID);
  }

  @Test
  void an_order_for_another_environment_is_not_for_this_node() {
    node.environment = "staging";

    refused(node.back(1), node.serving(), 5, Code.WARRANT_INVALID);
  }

  @Test
  void of_all_that_is_wrong_the_lowest_number_is_reported() {
    var nothing = serving(node.plan.patch().bodyDigest(), 1, Serving.Previous.NONE);
    refused(node.back(1), nothing, 8, Code.WARRANT_INVALID);
    var other = serving(Sha256.of(new byte[] {9}), 1, Serving.Previous.NONE);
    refused(node.back(1), other, 7, Code.WARRANT_INVALID);
    node.memory = node.memory.afterOrderedBack(new OrderedBack(node.back(5), false));
    refused(node.back(1), other, 6, Code.WARRANT_REPLAYED);
    node.environment = "staging";
    refused(node.back(1), other, 5, Code.WARRANT_INVALID);
    refused(node.back(1).signedAs(Bytes.copyOf(new byte[64])), other, 4, Code.WARRANT_INVALID);
  }
}
