package xps.crypto.orchestrator.guard;

import java.time.Instant;
import java.util.List;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** Guard's question, with everything in it that a test doesn't care about. */
final class Deciding {
  private Deciding() {}

  static GateResult on(APolicy policy, RolloutPlan plan, Approval... approvals) {
    return at(AChange.NOON, policy, plan, approvals);
  }

  static GateResult at(Instant now, APolicy policy, RolloutPlan plan, Approval... approvals) {
    return Guard.evaluate(policy.policy(), plan, List.of(approvals), Environment.of("prod"), now);
  }

  static GateResult attempt(int attempt, APolicy policy, RolloutPlan plan, Approval... approvals) {
    return Guard.evaluate(
        policy.policy(),
        plan,
        List.of(approvals),
        Environment.of("prod", attempt).orThrow(),
        AChange.NOON);
  }

  /** A rollout that needs nobody's approval: for what has nothing to do with approvals. */
  static APolicy unattended() {
    return new APolicy().required(0).rbac("unattended: true");
  }
}
