package xps.crypto.orchestrator.guard;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.audit.GateSummary;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.planner.RolloutPlan;
import xps.crypto.orchestrator.planner.Wave;

/** What guard has found allowed. */
record PermittedWave(
    RolloutPlan plan,
    Wave wave,
    Direction direction,
    Sha256 policyDigest,
    Environment environment,
    List<Approval> approvals,
    Optional<BrokenGlass> brokenGlass,
    GateSummary gate,
    Instant at,
    Instant earliestStart)
    implements Permit {
  PermittedWave {
    approvals = List.copyOf(approvals);
  }
}
