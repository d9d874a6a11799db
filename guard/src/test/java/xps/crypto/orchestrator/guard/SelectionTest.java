package xps.crypto.orchestrator.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.guard.AChange.NOON;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** Which approvals a wave's warrant carries: as many as it needs, and none that puts it off. */
class SelectionTest {
  private static final Duration BAKE = Duration.ofHours(1);

  private final RolloutPlan plan = AChange.honest().plan();
  private final APolicy policy =
      APolicy.ofManagers(People.ANN, People.BOB, People.CAROL)
          .approver(People.DAVE, "officer")
          .rbac("quorum: {officer: 1}");

  private Approval yes(People who, int minutesBeforeNoon) {
    return AnApproval.by(who, plan).at(NOON.minusSeconds(60L * minutesBeforeNoon)).sign();
  }

  private Permit second(Instant now, Approval... approvals) {
    return Guard.evaluate(policy.policy(), plan, 1, List.of(approvals), Environment.of("prod"), now)
        .permit();
  }

  @Test
  void the_first_that_make_a_quorum_are_chosen_and_one_that_came_late_puts_nobody_off() {
    var dave = yes(People.DAVE, 50);
    var bob = yes(People.BOB, 30);
    var ann = yes(People.ANN, 10);

    var permit = second(NOON, ann, dave, bob);

    assertThat(permit.approvals()).containsExactly(bob, dave);
    assertThat(permit.earliestStart()).isEqualTo(bob.at().plus(BAKE));
  }

  @Test
  void a_role_that_is_missing_among_the_first_is_waited_for() {
    var ann = yes(People.ANN, 50);
    var bob = yes(People.BOB, 40);
    var dave = yes(People.DAVE, 10);

    var permit = second(NOON, dave, bob, ann);

    assertThat(permit.approvals()).containsExactly(ann, bob, dave);
    assertThat(permit.earliestStart()).isEqualTo(dave.at().plus(BAKE));
  }

  @Test
  void what_has_baked_by_now_comes_along() {
    var dave = yes(People.DAVE, 100);
    var bob = yes(People.BOB, 90);
    var ann = yes(People.ANN, 70);

    assertThat(second(NOON, ann, dave, bob).approvals()).containsExactly(ann, bob, dave);
  }

  @Test
  void where_the_glass_replaces_the_quorum_nobody_is_waited_for() {
    var own = policy.with(ABreakGlass.rules("patch"));
    var claim = ABreakGlass.by(People.CAROL, plan).at(NOON.minusSeconds(5_400)).sign();
    var environment = Environment.of("prod").withBreakGlass(Optional.of(claim));

    var permit =
        Guard.evaluate(own.policy(), plan, 1, List.of(yes(People.ANN, 10)), environment, NOON)
            .permit();

    assertThat(permit.approvals()).isEmpty();
    assertThat(permit.earliestStart()).isEqualTo(claim.at().plus(BAKE));
  }
}
