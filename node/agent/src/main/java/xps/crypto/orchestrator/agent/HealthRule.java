package xps.crypto.orchestrator.agent;

import java.time.Duration;
import java.util.Optional;
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
 * @param probe that the node asks itself, beside what the workload says
 */
record HealthRule(
    int successes,
    int failures,
    Duration interval,
    Duration deadline,
    Duration grace,
    Optional<OwnProbe> probe) {
  /** For a plan without a health check. */
  static final HealthRule USUAL =
      new HealthRule(
          1, 1, Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ZERO, Optional.empty());

  private static final Duration RESTART_GRACE = Duration.ofSeconds(30);

  /**
   * What it means when time is up.
   *
   * @param ill what the node's own probe said the last time, where it found something
   */
  Problem timeout(Optional<Problem> ill) {
    return Problem.of(
        Code.PROBE_TIMEOUT,
        "the new version wasn't seen well within "
            + deadline.toMillis()
            + "ms"
            + ill.map(last -> ": " + last.message()).orElse(""),
        ill.map(Problem::where).orElse("workload"));
  }

  static HealthRule of(Plan plan, boolean requiresRestart, Optional<OwnProbe> probe) {
    var grace = requiresRestart ? RESTART_GRACE : Duration.ZERO;
    return plan.healthCheck()
        .map(check ->
            new HealthRule(
                check.successes(),
                check.failures(),
                check.interval(),
                check.deadline(),
                check.grace().orElse(grace),
                probe))
        .orElse(new HealthRule(1, 1, USUAL.interval(), USUAL.deadline(), grace, probe));
  }
}
