package xps.crypto.orchestrator.guard;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.SignedPatch;
import xps.crypto.orchestrator.audit.GateSummary;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.planner.Plan;
import xps.crypto.orchestrator.planner.WaveRoot;

/**
 * A warrant that has passed every check so far.
 *
 * @param waves as the plan digest commits to them
 */
record AdmittedWarrant(
    Warrant warrant,
    SignedPatch patch,
    Plan plan,
    List<WaveRoot> waves,
    GateSummary gate,
    Optional<BrokenGlass> brokenGlass,
    List<Problem> findings,
    boolean redelivered,
    Optional<NodeMemory.SeenLog> log,
    Instant latestSeen,
    Instant at)
    implements Admission.Admitted {
  AdmittedWarrant {
    waves = List.copyOf(waves);
    findings = List.copyOf(findings);
  }

  /** The same after it was judged again. */
  AdmittedWarrant again(SignedPatch patchNow, Gate now, Instant then) {
    return new AdmittedWarrant(
        warrant,
        patchNow,
        plan,
        waves,
        now.summary(),
        now.broken(),
        now.findings(),
        redelivered,
        log,
        latestSeen,
        then);
  }
}
