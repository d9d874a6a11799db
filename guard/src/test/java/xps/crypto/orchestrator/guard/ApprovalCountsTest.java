package xps.crypto.orchestrator.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.guard.AChange.NOON;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.attest.StatementSignature;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.planner.RolloutPlan;

/**
 * Goal: be counted without being an entitled person who looked at this very change. Bob's approval
 * is honest each time; the second one is the attack.
 */
class ApprovalCountsTest {
  private final RolloutPlan plan = AChange.honest().plan();
  private final APolicy policy = APolicy.ofManagers(People.ANN, People.BOB);

  private GateResult withBob(Approval second) {
    return Deciding.on(policy, plan, AnApproval.yes(People.BOB, plan), second);
  }

  private void refused(Approval second, Code why) {
    var result = withBob(second);
    assertThat(Codes.of(result)).containsExactly(Code.RBAC_MISSING, why);
    assertThat(result.rbac()).isFalse();
    assertThat(result.problems().getFirst().message()).contains("1 of 2", "may still approve: ann");
  }

  private AnApproval ann() {
    return AnApproval.by(People.ANN, plan);
  }

  @Test
  void two_entitled_persons_are_enough() {
    var result = withBob(ann().sign());

    assertThat(result.problems()).isEmpty();
    assertThat(result.rbac()).isTrue();
    assertThat(result.permit().approvals())
        .extracting(Approval::approver)
        .containsExactly("ann", "bob");
  }

  @Test
  void the_name_of_an_approver_under_the_key_of_another_does_not_count() {
    refused(ann().signedBy(People.BOB).sign(), Code.APPROVAL_INVALID);
    refused(ann().signedBy(People.MALLORY).sign(), Code.APPROVAL_INVALID);
  }

  @Test
  void somebody_whom_the_policy_does_not_name_does_not_count() {
    refused(AnApproval.yes(People.MALLORY, plan), Code.APPROVAL_INVALID);
  }

  @Test
  void the_key_of_the_orchestrator_approves_nothing() {
    refused(AnApproval.yes(People.CONTROL, plan), Code.APPROVAL_INVALID);
  }

  @Test
  void a_role_that_may_not_approve_the_class_does_not_count() {
    var minor = AChange.honest().version("3.2.0").plan();
    var mixed = APolicy.ofManagers(People.BOB, People.CAROL).approver(People.ANN, "officer");

    var result =
        Deciding.on(
            mixed, minor, AnApproval.yes(People.BOB, minor), AnApproval.yes(People.ANN, minor));

    assertThat(Codes.of(result)).containsExactly(Code.RBAC_MISSING, Code.APPROVAL_INVALID);
    assertThat(result.problems().getFirst().message())
        .contains("may still approve: carol (manager)")
        .doesNotContain("ann");
  }

  @Test
  void an_approval_may_be_dated_ahead_by_the_clock_error_and_no_more() {
    var error = Environment.USUAL_CLOCK_ERROR;

    assertThat(withBob(ann().at(NOON.plus(error)).sign()).allow()).isTrue();
    refused(ann().at(NOON.plus(error).plusSeconds(1)).sign(), Code.APPROVAL_INVALID);
  }

  @Test
  void an_approval_counts_until_before_it_expires() {
    var ends = ann().at(NOON.minusSeconds(3600)).life(Duration.ofHours(1)).sign();
    var lasts = ann().at(NOON.minusSeconds(3600)).life(Duration.ofSeconds(3601)).sign();

    assertThat(withBob(lasts).allow()).isTrue();
    refused(ends, Code.APPROVAL_EXPIRED);
  }

  @Test
  void an_approval_is_not_valid_for_longer_than_the_policy_allows() {
    assertThat(withBob(ann().life(Duration.ofDays(7)).sign()).allow()).isTrue();
    refused(ann().life(Duration.ofDays(7).plusSeconds(1)).sign(), Code.APPROVAL_EXPIRED);

    policy.rbac("max_validity: 6d");
    refused(ann().life(Duration.ofDays(7)).sign(), Code.APPROVAL_EXPIRED);
  }

  @Test
  void an_approval_of_another_patch_does_not_count() {
    refused(ann().body(Sha256.of(new byte[] {9})).sign(), Code.APPROVAL_INVALID);
  }

  @Test
  void an_approval_of_another_plan_does_not_count() {
    var faster = AChange.honest().canary("").plan();

    refused(ann().plan(faster.digest()).sign(), Code.APPROVAL_INVALID);
  }

  @Test
  void an_approval_for_another_environment_does_not_count() {
    refused(ann().environment("staging").sign(), Code.APPROVAL_INVALID);
  }

  @Test
  void an_approval_of_another_attempt_does_not_count() {
    refused(ann().attempt(2).sign(), Code.APPROVAL_INVALID);
    var second =
        Deciding.attempt(
            2, policy, plan, ann().sign(), AnApproval.by(People.BOB, plan).attempt(2).sign());
    assertThat(Codes.of(second)).containsExactly(Code.RBAC_MISSING, Code.APPROVAL_INVALID);
  }

  @Test
  void an_approval_to_go_back_does_not_send_anybody_forward() {
    refused(ann().direction(Direction.ROLLBACK).sign(), Code.APPROVAL_INVALID);
  }

  @Test
  void no_part_of_an_approval_can_be_changed_after_it_was_signed() {
    var honest = ann().sign();
    var other = Sha256.of(new byte[] {9});
    for (var stolen :
        List.of(
            ann().body(other).sign(),
            ann().plan(other).sign(),
            ann().environment("staging").sign(),
            ann().attempt(2).sign(),
            ann().direction(Direction.ROLLBACK).sign(),
            ann().saying(Decision.REJECT).sign(),
            ann().saying(Decision.WITHDRAW).sign(),
            ann().at(NOON.minus(Duration.ofDays(5))).sign(),
            ann().life(Duration.ofMinutes(1)).sign(),
            ann().as("bob").sign())) {
      refused(ann().forgedFrom(stolen), Code.APPROVAL_INVALID);
    }
    assertThat(withBob(ann().forgedFrom(honest)).allow()).isTrue();
  }

  @Test
  void every_single_bit_of_a_signature_matters() {
    var honest = ann().sign();
    for (int bit = 0; bit < 512; bit += 37) {
      var mauled = honest.signature().bytes().toArray();
      mauled[bit / 8] ^= (byte) (1 << (bit % 8));

      refused(withSignature(honest, Bytes.copyOf(mauled)), Code.APPROVAL_INVALID);
    }
  }

  private static Approval withSignature(Approval of, Bytes signature) {
    return new Approval(
        of.approver(),
        of.decision(),
        of.direction(),
        of.body(),
        of.plan(),
        of.environment(),
        of.attempt(),
        of.at(),
        of.expires(),
        new StatementSignature.Raw("ed25519", signature),
        Value.NOWHERE);
  }

  @Test
  void the_same_approval_twice_is_one() {
    var result =
        Deciding.on(
            policy, plan, AnApproval.yes(People.BOB, plan), AnApproval.yes(People.BOB, plan));

    assertThat(Codes.of(result)).containsExactly(Code.RBAC_MISSING);
  }

  @Test
  void a_second_approval_of_one_approver_is_not_a_second_person() {
    refused(
        AnApproval.by(People.BOB, plan).at(Instant.parse("2026-03-01T12:00:00Z")).sign(),
        Code.APPROVAL_INVALID);
  }

  @Test
  void what_does_not_count_is_a_finding_once_enough_others_do() {
    var result =
        Deciding.on(
            policy,
            plan,
            ann().sign(),
            AnApproval.yes(People.BOB, plan),
            AnApproval.yes(People.MALLORY, plan));

    assertThat(result.allow()).isTrue();
    assertThat(Codes.of(result.findings())).contains(Code.APPROVAL_INVALID);
    assertThat(result.permit().approvals()).hasSize(2);
  }

  @Test
  void no_approval_at_all_names_everybody_who_could_give_one() {
    var result = Deciding.on(policy, plan);

    assertThat(result.problems().getFirst().message())
        .contains("0 of 2", "class patch", "prod", "attempt 1")
        .contains("may still approve: ann (manager), bob (manager)");
    assertThat(result.whatWouldAllow()).singleElement().asString().startsWith("2 more approvals");
  }

  @Test
  void a_policy_without_approvers_says_that_nobody_can_approve() {
    var result = Deciding.on(new APolicy(), plan, ann().sign());

    assertThat(Codes.of(result)).containsExactly(Code.RBAC_MISSING, Code.APPROVAL_INVALID);
    assertThat(result.problems().getFirst().message()).contains("names no approvers");
  }
}
