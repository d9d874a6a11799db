package xps.crypto.orchestrator.guard;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import xps.crypto.orchestrator.attest.ChangeClass;
import xps.crypto.orchestrator.attest.SignedPatch;
import xps.crypto.orchestrator.audit.GateSummary;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.planner.Plan;

/**
 * A warrant that has passed every check so far.
 *
 * @param claims what the change may claim where a window says {@code unless}
 */
record AdmittedWarrant(
    Warrant warrant,
    SignedPatch patch,
    Plan plan,
    GateSummary gate,
    Optional<BrokenGlass> brokenGlass,
    List<Problem> findings,
    boolean redelivered,
    Optional<NodeMemory.SeenLog> log,
    Instant latestSeen,
    Instant at,
    Set<ChangeClass> claims)
    implements Admission.Admitted {
  AdmittedWarrant {
    findings = List.copyOf(findings);
    claims = Set.copyOf(claims);
  }

  AdmittedWarrant again(Instant now) {
    return new AdmittedWarrant(
        warrant,
        patch,
        plan,
        gate,
        brokenGlass,
        findings,
        redelivered,
        log,
        latestSeen,
        now,
        claims);
  }
}
