package xps.crypto.orchestrator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** What people try with approvals that were genuine once. */
class ApprovalAttackTest {
  private final RolloutPlan plan = AChange.honest().plan();
  private final Approval ann = AnApproval.yes(People.ANN, plan);
  private final Approval bob = AnApproval.yes(People.BOB, plan);

  @Test
  void an_approver_who_was_taken_out_of_the_policy_after_approving_counts_no_more() {
    assertThat(Deciding.on(APolicy.ofManagers(People.ANN, People.BOB), plan, ann, bob).allow())
        .isTrue();

    var result = Deciding.on(APolicy.ofManagers(People.ANN, People.CAROL), plan, ann, bob);

    assertThat(Codes.of(result)).containsExactly(Code.RBAC_MISSING, Code.APPROVAL_INVALID);
    assertThat(result.problems().get(1).message()).contains("whom the policy doesn't name");
  }

  @Test
  void an_approver_whose_role_was_taken_away_after_approving_counts_no_more() {
    var demoted =
        APolicy.ofManagers(People.ANN, People.CAROL)
            .roles(
                "[{name: manager, approve: [minor, patch]}, {name: guest, approve: []},"
                    + " {name: officer, approve: [hotfix]}]")
            .approver(People.BOB, "guest");

    assertThat(Codes.of(Deciding.on(demoted, plan, ann, bob)))
        .containsExactly(Code.RBAC_MISSING, Code.APPROVAL_INVALID);
  }

  @Test
  void a_name_that_was_given_to_somebody_else_does_not_inherit_approvals() {
    var renamed =
        APolicy.ofManagers(People.ANN)
            .entry("{name: bob, role: manager, ed25519: \"%s\"}".formatted(People.CAROL.hex()));

    assertThat(Codes.of(Deciding.on(renamed, plan, ann, bob)))
        .containsExactly(Code.RBAC_MISSING, Code.APPROVAL_INVALID);
  }

  @Test
  void an_approval_stops_counting_in_the_middle_of_a_rollout() {
    var short_ = AnApproval.by(People.BOB, plan).life(Duration.ofHours(1)).sign();
    var policy = APolicy.ofManagers(People.ANN, People.BOB);

    assertThat(wave(1, policy, AChange.NOON.plus(Duration.ofMinutes(50)), ann, short_).allow())
        .isTrue();
    assertThat(Codes.of(wave(1, policy, AChange.NOON.plus(Duration.ofMinutes(59)), ann, short_)))
        .containsExactly(Code.RBAC_MISSING, Code.APPROVAL_EXPIRED);
    var withdrawn =
        AnApproval.by(People.BOB, plan).saying(Decision.WITHDRAW).at(AChange.NOON).sign();
    assertThat(Codes.of(wave(1, policy, AChange.NOON, ann, bob, withdrawn)))
        .containsExactly(Code.RBAC_MISSING, Code.APPROVAL_INVALID);
  }

  private GateResult wave(int wave, APolicy policy, Instant now, Approval... approvals) {
    return Guard.evaluate(
        policy.policy(), plan, wave, List.of(approvals), Environment.of("prod"), now);
  }

  @Test
  void approvals_of_a_plan_do_not_cover_the_same_plan_for_one_node_more() {
    var larger =
        AChange.honest()
            .fleet(
                """
                nodes:
                  - {id: a-1, host: a-1.example, labels: {role: api, region: eu, tier: first}}
                  - {id: a-2, host: a-2.example, labels: {role: api, region: eu, tier: first}}
                  - {id: b-1, host: b-1.example, labels: {role: api, region: us}}
                  - {id: b-2, host: b-2.example, labels: {role: api, region: us}}
                  - {id: b-3, host: b-3.example, labels: {role: api, region: us}}
                """)
            .plan();

    assertThat(Codes.of(Deciding.on(APolicy.ofManagers(People.ANN, People.BOB), larger, ann, bob)))
        .containsExactly(Code.RBAC_MISSING, Code.APPROVAL_INVALID, Code.APPROVAL_INVALID);
  }
}
