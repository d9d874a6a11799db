package xps.crypto.orchestrator.guard;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.audit.GateSummary;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.planner.RolloutPlan;
import xps.crypto.orchestrator.planner.Wave;

/**
 * That a rollout was allowed, at {@link #at}, up to and with one wave. Only {@link Guard} can make
 * one. It doesn't outlive the moment: guard is asked again before each wave.
 */
public sealed interface Permit permits PermittedWave {
  RolloutPlan plan();

  /** The wave that was asked about. */
  Wave wave();

  /** Whether its nodes may be sent forward, or back. */
  Direction direction();

  /** The policy that allowed it. */
  Sha256 policyDigest();

  Environment environment();

  /** The approvals that count, sorted by approver; what the wave's warrant carries. */
  List<Approval> approvals();

  /** Whose word it stands on, where the glass was broken; the warrant carries it, too. */
  Optional<BrokenGlass> brokenGlass();

  /** The decision in short. */
  GateSummary gate();

  /** The one now of the decision. */
  Instant at();

  /** Before that instant every honest node answers {@code TOO_EARLY}. */
  Instant earliestStart();
}
