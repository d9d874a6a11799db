package xps.crypto.orchestrator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** Every refusal about time says now, the bound, and whose clock it was. */
class RefusalAboutTimeTest {
  private static final Environment BY_CHRONY = Environment.of("prod").withClock("chrony");
  private static final String NOW = "2026-03-02T12:00:00Z";

  private final RolloutPlan plan = AChange.honest().plan();

  private static void says(List<Problem> problems, Code code, String bound, String clock) {
    assertThat(problems)
        .filteredOn(problem -> problem.code() == code)
        .isNotEmpty()
        .allSatisfy(problem -> assertThat(problem.message()).contains(NOW, bound, "by " + clock));
  }

  private List<Problem> decided(APolicy policy, RolloutPlan of, Approval... approvals) {
    return Guard.evaluate(policy.policy(), of, List.of(approvals), BY_CHRONY, AChange.NOON)
        .problems();
  }

  @Test
  void a_policy_that_has_expired() {
    var policy = Deciding.unattended().with("expires: \"2026-03-01T00:00:00Z\"");

    says(decided(policy, plan), Code.POLICY_INVALID, "2026-03-01T00:00:00Z", "chrony");
  }

  @Test
  void a_patch_that_has_expired_meanwhile() {
    var dated = AChange.honest().metadata("\"expires\": \"2026-03-02T12:00:01Z\"").plan();
    var result =
        Guard.evaluate(
            Deciding.unattended().policy(),
            dated,
            List.of(),
            BY_CHRONY,
            AChange.NOON.plusSeconds(1));

    assertThat(result.problems())
        .singleElement()
        .satisfies(problem ->
            assertThat(problem.message())
                .contains("before 2026-03-02T12:00:01Z", "it is 2026-03-02T12:00:01Z by chrony"));
  }

  @Test
  void a_window_that_is_closed_and_a_freeze() {
    var window = "{days: [Mon], start: \"20:00\", end: \"23:00\", tz: \"Europe/Berlin\"}";
    var freeze = "{from: \"2026-03-01T00:00:00Z\", to: \"2026-03-03T00:00:00Z\", reason: x}";

    says(
        decided(Deciding.unattended().with("windows: {allowed: [" + window + "]}"), plan),
        Code.WINDOW_VIOLATION,
        "20:00–23:00 Europe/Berlin",
        "chrony");
    says(
        decided(Deciding.unattended().with("windows: {freeze: [" + freeze + "]}"), plan),
        Code.FREEZE_ACTIVE,
        "it opens 2026-03-03T00:00:00Z",
        "chrony");
  }

  @Test
  void an_approval_that_has_expired_or_is_from_the_future() {
    var policy = APolicy.ofManagers(People.ANN, People.BOB);
    var old =
        AnApproval.by(People.ANN, plan)
            .at(AChange.NOON.minusSeconds(100))
            .life(Duration.ofSeconds(100))
            .sign();
    var early = AnApproval.by(People.BOB, plan).at(AChange.NOON.plusSeconds(9)).sign();

    says(decided(policy, plan, old), Code.APPROVAL_EXPIRED, "expired at " + NOW, "chrony");
    says(decided(policy, plan, early), Code.APPROVAL_INVALID, "2026-03-02T12:00:09Z", "chrony");
  }

  @Test
  void a_node_names_its_own_clock() {
    var node = ANode.honest();
    node.policy.with("expires: \"2026-03-01T00:00:00Z\"");

    says(
        ((Admission.Refused) node.admit(node.warrant(0, 1))).problems(),
        Code.POLICY_INVALID,
        "2026-03-01T00:00:00Z",
        "the node's clock");
  }

  @Test
  void a_node_that_is_too_early_says_when_it_will_not_be() {
    var node = ANode.honest();
    node.id = "b-1";

    says(
        ((Admission.Refused) node.admit(node.warrant(1, 1))).problems(),
        Code.TOO_EARLY,
        "2026-03-02T12:59:00Z",
        "the node's clock");
  }
}
