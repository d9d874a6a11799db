package xps.crypto.orchestrator.agent;

import java.time.Duration;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.planner.Plan;

/**
 * How long, and how often, the node looks at a new generation before it calls it healthy; by the
 * plan that the approvals are about.
 *
 * @param successes in a row that make it healthy
 * @param failures in a row that send the node back
 * @param grace after the activation, in which failures don't count
 */
record HealthRule(
    int successes, int failures, Duration interval, Duration deadline, Duration grace) {
  /** For a plan without a health check. */
  static final HealthRule USUAL =
      new HealthRule(1, 1, Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ZERO);

  private static final Duration RESTART_GRACE = Duration.ofSeconds(30);

  /** What it means when time is up. */
  Problem timeout() {
    return Problem.of(
        Code.PROBE_TIMEOUT,
        "the new version wasn't seen well within " + deadline.toMillis() + "ms",
        "workload");
  }

  static HealthRule of(Plan plan, boolean requiresRestart) {
    var grace = requiresRestart ? RESTART_GRACE : Duration.ZERO;
    return plan.healthCheck()
        .map(check ->
            new HealthRule(
                check.successes(),
                check.failures(),
                check.interval(),
                check.deadline(),
                check.grace().orElse(grace)))
        .orElse(new HealthRule(1, 1, USUAL.interval(), USUAL.deadline(), grace));
  }
}
