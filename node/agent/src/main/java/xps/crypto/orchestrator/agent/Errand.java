package xps.crypto.orchestrator.agent;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import xps.crypto.orchestrator.bind.Desired;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.Admission;
import xps.crypto.orchestrator.guard.BrokenGlass;

/**
 * The order that the node handles, or handled last, and how far it has come.
 *
 * @param rollout as the control plane calls it; decides nothing
 * @param desired the number under which it came last; decides nothing
 * @param warrant digest of its signed bytes: the same is a redelivery
 * @param body the patch that the order is about
 * @param forward what the node can give its word for, where the order is to go forward
 */
record Errand(
    String rollout,
    long desired,
    Sha256 warrant,
    Sha256 body,
    NodePhase phase,
    Optional<Problem> problem,
    OptionalInt check,
    Optional<Forward> forward) {
  private static final int STAGING_CHECK = 13;

  /**
   * What an order to go forward is an order of.
   *
   * @param plan digest of the plan that was approved
   * @param healthy since when the node has been well with it, once it has been
   * @param glass whose word it stands on, where the glass was broken for this node
   */
  record Forward(Sha256 plan, int attempt, Optional<Instant> healthy, Optional<Glass> glass) {
    Forward healthySince(Instant then) {
      return new Forward(plan, attempt, Optional.of(then), glass);
    }

    Forward standingOn(Optional<Glass> word) {
      return new Forward(plan, attempt, healthy, word);
    }
  }

  /** Who has broken the glass, and by which claim. */
  record Glass(String approver, Sha256 claim) {
    static Glass of(BrokenGlass broken) {
      return new Glass(broken.claim().approver(), broken.claim().digest());
    }
  }

  static Errand of(Desired desired, Sha256 warrant, Sha256 body, NodePhase phase) {
    return new Errand(
        desired.rollout(),
        desired.generation(),
        warrant,
        body,
        phase,
        Optional.empty(),
        OptionalInt.empty(),
        Optional.empty());
  }

  /** Of a node that has never had an order. */
  static Errand none() {
    var nothing = Sha256.of(new byte[0]);
    return new Errand(
        "",
        0,
        nothing,
        nothing,
        NodePhase.IDLE,
        Optional.empty(),
        OptionalInt.empty(),
        Optional.empty());
  }

  /** The beginning of an order to go forward. */
  static Errand forward(Desired desired, Admission.Admitted admitted) {
    var warrant = admitted.warrant();
    var order = new Forward(warrant.plan(), warrant.attempt(), Optional.empty(), Optional.empty());
    return of(desired, warrant.digest(), warrant.patch().body(), NodePhase.STAGING)
        .with(Optional.of(order))
        .standingOn(admitted);
  }

  /** The same as it was judged last: a window may have closed since it was ordered. */
  Errand standingOn(Admission.Admitted admitted) {
    var glass = admitted.brokenGlass().map(Glass::of);
    return with(forward.map(order -> order.standingOn(glass)));
  }

  /** Whose word it stands on, if it does. */
  Optional<Glass> glass() {
    return forward.flatMap(Forward::glass);
  }

  Errand in(NodePhase newPhase) {
    return with(newPhase, problem, check);
  }

  Errand in(NodePhase newPhase, Problem why) {
    return with(newPhase, Optional.of(why), OptionalInt.empty());
  }

  /** Staging has failed, which is check 13 (NODE.md). */
  Errand failed(Problem why) {
    return with(NodePhase.FAILED, Optional.of(why), OptionalInt.of(STAGING_CHECK));
  }

  /** The same, for that reason if there is one. */
  Errand because(Optional<Problem> why) {
    return with(phase, why, check);
  }

  Errand refused(int number, Problem why) {
    return with(NodePhase.REFUSED, Optional.of(why), OptionalInt.of(number));
  }

  /** The same at its end; a node that is well has been so from then on. */
  Errand endedAt(Instant now) {
    return phase == NodePhase.HEALTHY ? with(forward.map(order -> order.healthySince(now))) : this;
  }

  private Errand with(NodePhase newPhase, Optional<Problem> why, OptionalInt number) {
    return new Errand(rollout, desired, warrant, body, newPhase, why, number, forward);
  }

  private Errand with(Optional<Forward> order) {
    return new Errand(rollout, desired, warrant, body, phase, problem, check, order);
  }

  /** The same order, delivered again. */
  Errand redelivered(Desired again) {
    return new Errand(
        again.rollout(), again.generation(), warrant, body, phase, problem, check, forward);
  }

  /** Whether nothing of it is left to do: then its outcome is all there is to say. */
  boolean isSettled() {
    return switch (phase) {
      case HEALTHY, FAILED, ROLLED_BACK, ROLLBACK_FAILED -> true;
      case IDLE, REFUSED, STAGING, STAGED, ACTIVATING, ACTIVE, ROLLING_BACK -> false;
    };
  }
}
