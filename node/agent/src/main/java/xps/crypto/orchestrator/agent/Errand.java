package xps.crypto.orchestrator.agent;

import java.util.Optional;
import java.util.OptionalInt;
import xps.crypto.orchestrator.bind.Desired;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * The order that the node handles, or handled last, and how far it has come.
 *
 * @param rollout as the control plane calls it; decides nothing
 * @param desired the number under which it came last; decides nothing
 * @param warrant digest of its signed bytes: the same is a redelivery
 * @param body the patch that the order is about
 */
record Errand(
    String rollout,
    long desired,
    Sha256 warrant,
    Sha256 body,
    NodePhase phase,
    Optional<Problem> problem,
    OptionalInt check) {
  private static final int STAGING_CHECK = 13;

  static Errand of(Desired desired, Sha256 warrant, Sha256 body, NodePhase phase) {
    return new Errand(
        desired.rollout(),
        desired.generation(),
        warrant,
        body,
        phase,
        Optional.empty(),
        OptionalInt.empty());
  }

  Errand in(NodePhase newPhase) {
    return new Errand(rollout, desired, warrant, body, newPhase, problem, check);
  }

  Errand in(NodePhase newPhase, Problem why) {
    return new Errand(
        rollout, desired, warrant, body, newPhase, Optional.of(why), OptionalInt.empty());
  }

  /** Staging has failed, which is check 13 (NODE.md). */
  Errand failed(Problem why) {
    return new Errand(
        rollout,
        desired,
        warrant,
        body,
        NodePhase.FAILED,
        Optional.of(why),
        OptionalInt.of(STAGING_CHECK));
  }

  /** The same, for that reason if there is one. */
  Errand because(Optional<Problem> why) {
    return new Errand(rollout, desired, warrant, body, phase, why, check);
  }

  Errand refused(int number, Problem why) {
    return new Errand(
        rollout,
        desired,
        warrant,
        body,
        NodePhase.REFUSED,
        Optional.of(why),
        OptionalInt.of(number));
  }

  /** The same order, delivered again. */
  Errand redelivered(Desired again) {
    return new Errand(again.rollout(), again.generation(), warrant, body, phase, problem, check);
  }

  /** Whether nothing of it is left to do: then its outcome is all there is to say. */
  boolean isSettled() {
    return switch (phase) {
      case HEALTHY, FAILED, ROLLED_BACK, ROLLBACK_FAILED -> true;
      case IDLE, REFUSED, STAGING, STAGED, ACTIVATING, ACTIVE, ROLLING_BACK -> false;
    };
  }
}
