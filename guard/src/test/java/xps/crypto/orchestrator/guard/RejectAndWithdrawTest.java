package xps.crypto.orchestrator.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.guard.AChange.NOON;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** A no holds until it is taken back; a yes that was taken back is gone. */
class RejectAndWithdrawTest {
  private final RolloutPlan plan = AChange.honest().plan();
  private final APolicy policy = APolicy.ofManagers(People.ANN, People.BOB, People.CAROL);

  private GateResult enoughAnd(Approval... more) {
    return attempt(1, more);
  }

  private GateResult attempt(int attempt, Approval... more) {
    var all = new Approval[more.length + 2];
    System.arraycopy(more, 0, all, 0, more.length);
    all[more.length] = AnApproval.by(People.ANN, plan).attempt(attempt).sign();
    all[more.length + 1] = AnApproval.by(People.BOB, plan).attempt(attempt).sign();
    return Deciding.attempt(attempt, policy, plan, all);
  }

  private AnApproval no(People who) {
    return AnApproval.by(who, plan).saying(Decision.REJECT);
  }

  private AnApproval withdrawal(People who) {
    return AnApproval.by(who, plan).saying(Decision.WITHDRAW);
  }

  @Test
  void one_no_denies_however_many_approve() {
    var result = enoughAnd(no(People.CAROL).sign());

    assertThat(Codes.of(result)).containsExactly(Code.APPROVAL_REJECTED);
    assertThat(result.rbac()).isFalse();
    assertThat(result.problems().getFirst().message()).contains("carol (manager)");
    assertThat(result.whatWouldAllow()).singleElement().asString().contains("carol", "attempt 2");
  }

  @Test
  void a_no_denies_every_plan_of_that_patch() {
    assertThat(Codes.of(enoughAnd(no(People.CAROL).plan(Sha256.of(new byte[] {9})).sign())))
        .containsExactly(Code.APPROVAL_REJECTED);
  }

  @Test
  void a_no_denies_lower_attempts_and_not_higher_ones() {
    var no = no(People.CAROL).attempt(2).sign();

    assertThat(Codes.of(attempt(1, no))).containsExactly(Code.APPROVAL_REJECTED);
    assertThat(Codes.of(attempt(2, no))).containsExactly(Code.APPROVAL_REJECTED);
    assertThat(attempt(3, no).allow()).isTrue();
  }

  @Test
  void a_no_to_another_patch_or_environment_denies_nothing_here() {
    assertThat(enoughAnd(no(People.CAROL).body(Sha256.of(new byte[] {9})).sign()).allow()).isTrue();
    assertThat(enoughAnd(no(People.CAROL).environment("staging").sign()).allow()).isTrue();
    assertThat(enoughAnd(no(People.CAROL).direction(Direction.ROLLBACK).sign()).allow()).isTrue();
  }

  @Test
  void a_stranger_can_not_veto() {
    assertThat(enoughAnd(no(People.MALLORY).sign()).allow()).isTrue();
    assertThat(enoughAnd(no(People.CAROL).signedBy(People.MALLORY).sign()).allow()).isTrue();
  }

  @Test
  void a_role_that_may_not_approve_the_class_can_not_veto_it() {
    policy.approver(People.DAVE, "officer");
    var minor = AChange.honest().version("3.2.0").plan();

    var result =
        Deciding.on(
            policy,
            minor,
            AnApproval.yes(People.ANN, minor),
            AnApproval.yes(People.BOB, minor),
            AnApproval.by(People.DAVE, minor).saying(Decision.REJECT).sign());

    assertThat(result.allow()).isTrue();
  }

  @Test
  void a_no_has_no_longest_validity_but_ends_when_it_expires() {
    var long_ = no(People.CAROL).life(Duration.ofDays(300)).sign();
    var over = no(People.CAROL).at(NOON.minusSeconds(60)).life(Duration.ofSeconds(60)).sign();

    assertThat(Codes.of(enoughAnd(long_))).containsExactly(Code.APPROVAL_REJECTED);
    assertThat(enoughAnd(over).allow()).isTrue();
  }

  @Test
  void an_author_can_stop_their_own_patch() {
    var mine = AChange.honest().metadata("\"author\": \"carol\"").plan();

    var result =
        Deciding.on(
            policy,
            mine,
            AnApproval.yes(People.ANN, mine),
            AnApproval.yes(People.BOB, mine),
            AnApproval.by(People.CAROL, mine).saying(Decision.REJECT).sign());

    assertThat(Codes.of(result)).containsExactly(Code.APPROVAL_REJECTED);
  }

  @Test
  void a_withdrawal_takes_back_an_earlier_no() {
    var no = no(People.CAROL).at(NOON.minusSeconds(60)).sign();

    assertThat(enoughAnd(no, withdrawal(People.CAROL).at(NOON.minusSeconds(30)).sign()).allow())
        .isTrue();
  }

  @Test
  void a_withdrawal_takes_back_an_earlier_yes() {
    var result = enoughAnd(withdrawal(People.ANN).at(NOON.minusSeconds(30)).sign());

    assertThat(Codes.of(result)).containsExactly(Code.RBAC_MISSING, Code.APPROVAL_INVALID);
    assertThat(result.problems().get(1).message()).contains("withdrawn");
  }

  @Test
  void a_withdrawal_takes_back_nothing_that_came_later() {
    var early = NOON.minusSeconds(90);

    assertThat(enoughAnd(withdrawal(People.ANN).at(early).sign()).allow()).isTrue();
    assertThat(
            Codes.of(enoughAnd(no(People.CAROL).sign(), withdrawal(People.CAROL).at(early).sign())))
        .containsExactly(Code.APPROVAL_REJECTED);
  }

  @Test
  void in_one_second_the_stricter_reading_holds() {
    assertThat(Codes.of(enoughAnd(withdrawal(People.ANN).sign())))
        .as("a yes is gone")
        .contains(Code.RBAC_MISSING);
    assertThat(Codes.of(enoughAnd(no(People.CAROL).sign(), withdrawal(People.CAROL).sign())))
        .as("a no stays")
        .containsExactly(Code.APPROVAL_REJECTED);
  }

  @Test
  void nobody_withdraws_for_another_person() {
    var no = no(People.CAROL).at(NOON.minusSeconds(60)).sign();
    var other = withdrawal(People.BOB).at(NOON.minusSeconds(61)).sign();
    var forged = withdrawal(People.CAROL).at(NOON).signedBy(People.BOB).sign();

    assertThat(Codes.of(enoughAnd(no, other, forged))).contains(Code.APPROVAL_REJECTED);
  }

  @Test
  void a_person_withdraws_what_they_said_under_another_entry() {
    policy.approver(People.DAVE, "manager", ", person: carol");

    assertThat(
            enoughAnd(
                    no(People.CAROL).at(NOON.minusSeconds(60)).sign(),
                    withdrawal(People.DAVE).at(NOON.minusSeconds(30)).sign())
                .allow())
        .isTrue();
  }

  @Test
  void a_withdrawal_from_the_future_takes_back_nothing_yet() {
    var no = no(People.CAROL).sign();

    assertThat(Codes.of(enoughAnd(no, withdrawal(People.CAROL).at(NOON.plusSeconds(60)).sign())))
        .contains(Code.APPROVAL_REJECTED);
  }

  @Test
  void a_withdrawal_takes_back_earlier_decisions_about_every_attempt() {
    var withdrawn = withdrawal(People.ANN).at(NOON.minusSeconds(30)).sign();
    assertThat(Codes.of(attempt(2, withdrawn))).contains(Code.RBAC_MISSING);

    var no = no(People.CAROL).attempt(2).sign();
    assertThat(enoughAnd(no, withdrawal(People.CAROL).at(NOON.minusSeconds(30)).sign()).allow())
        .isTrue();
  }
}
