package xps.crypto.orchestrator.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import xps.crypto.orchestrator.bind.Desired;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.Guard;
import xps.crypto.orchestrator.guard.RollbackAdmission;
import xps.crypto.orchestrator.guard.Serving;
import xps.crypto.orchestrator.guard.Warrant;
import xps.crypto.orchestrator.planner.Plan;

/**
 * Judges orders to go back. One is about what runs, and is followed; or about what is being staged,
 * and drops it; or about what never ran here or was left: then nothing is touched, and only
 * remembered that the rollout has gone on, so that its earlier order forward is worth nothing.
 *
 * <p>Guard proves all three, against what the order is about; a refusal changes nothing.
 */
final class OrdersBack {
  private final NodeRules rules;
  private final Rest rest;
  private final Retreat retreat;

  OrdersBack(NodeRules rules, Rest rest, Retreat retreat) {
    this.rules = rules;
    this.rest = rest;
    this.retreat = retreat;
  }

  /**
   * Judges an order.
   *
   * @param claimed what it says, not proved; it only chooses what to prove it against
   */
  Step judge(AgentState state, Instant now, Desired desired, Optional<Warrant> claimed) {
    var from = claimed.flatMap(Warrant::from);
    if (from.isEmpty() || isRunning(state, from.get())) {
      return leave(state, now, desired);
    }
    var task = staged(state.work()).filter(it -> it.target().body().equals(from));
    if (task.isPresent()) {
      return drop(state, now, desired, task.get());
    }
    return stay(state, now, desired, claimed.get());
  }

  private static Optional<Work.Task> staged(Work work) {
    return switch (work) {
      case Work.Fetching(var task) -> Optional.of(task);
      case Work.Testing(var task) -> Optional.of(task);
      case Work.Resting _,
          Work.Checking _,
          Work.Activating _,
          Work.Confirming _,
          Work.Retreating _ ->
          Optional.empty();
    };
  }

  /** What that patch brought runs, be it under the name of another that came before or since. */
  private static boolean isRunning(AgentState state, Sha256 body) {
    var position = state.position();
    boolean isBeneath =
        !(position instanceof Position.Leaving)
            && position.behind().flatMap(Installation::body).equals(Optional.of(body));
    boolean isFoundThere =
        (state.work() instanceof Work.Checking checking
                && checking.admitted().patch().bodyDigest().equals(body))
            || state
                .journal()
                .errand()
                .filter(errand -> errand.phase() == NodePhase.HEALTHY && errand.body().equals(body))
                .isPresent();
    return isBeneath
        || isFoundThere
        || position.wanted().flatMap(Installation::body).equals(Optional.of(body));
  }

  private RollbackAdmission admit(AgentState state, Instant now, Desired desired, Serving serving) {
    return Guard.admitRollback(
        desired.envelope(),
        rules.facts(state.position().artifacts()),
        state.journal().memory(),
        rules.trust(),
        rules.policy(),
        serving,
        state.clockAt(now));
  }

  private Step refuse(AgentState state, Instant now, Desired desired, int check, Problem problem) {
    return Step.of(state, Reports.refusal(state, rules, now, desired, check, problem));
  }

  /** From what runs to what ran before. */
  private Step leave(AgentState state, Instant now, Desired desired) {
    return switch (admit(state, now, desired, serving(state, now))) {
      case RollbackAdmission.Refused(int check, var problems) ->
          refuse(state, now, desired, check, problems.getFirst());
      case RollbackAdmission.GoBack order -> {
        var leaving =
            new Position.Leaving(
                state.position().wanted().orElseThrow(), wayBack(state.position()).orElseThrow());
        var errand = errand(desired, order, NodePhase.ROLLING_BACK);
        yield retreat.begin(remembering(state, order), now, errand, leaving);
      }
    };
  }

  /** What is staged is dropped: its answers come too late from now on. */
  private Step drop(AgentState state, Instant now, Desired desired, Work.Task task) {
    return switch (admit(state, now, desired, serving(task.target().activatedAt(now)))) {
      case RollbackAdmission.Refused(int check, var problems) ->
          refuse(state, now, desired, check, problems.getFirst());
      case RollbackAdmission.GoBack order ->
          rest.settle(
              remembering(state, order), now, errand(desired, order, NodePhase.ROLLED_BACK));
    };
  }

  /** Nothing of it runs: the node is where the order wants it to be. */
  private Step stay(AgentState state, Instant now, Desired desired, Warrant claimed) {
    var proved =
        new Serving(
            claimed.patch().body(),
            claimed.attempt(),
            now,
            Plan.Rollback.USUAL_HORIZON,
            Serving.Previous.HEALTHY);
    return switch (admit(state, now, desired, proved)) {
      case RollbackAdmission.Refused(int check, var problems) ->
          refuse(state, now, desired, check, problems.getFirst());
      case RollbackAdmission.GoBack order -> {
        var told = errand(desired, order, NodePhase.ROLLED_BACK).because(why(state, order));
        var remembering = remembering(state, order);
        // Another order that is under way goes on, and keeps its place in the journal.
        yield state.work() instanceof Work.Resting
            ? rest.settle(remembering, now, told)
            : Step.of(
                remembering,
                new Effect.Persist(remembering.journal()),
                Reports.of(remembering, rules, now, told));
      }
    };
  }

  /** Why the node left that patch by itself, or never got it. */
  private static Optional<Problem> why(AgentState state, RollbackAdmission.GoBack order) {
    return state
        .journal()
        .errand()
        .filter(errand -> errand.body().equals(order.warrant().patch().body()))
        .flatMap(Errand::problem);
  }

  private static AgentState remembering(AgentState state, RollbackAdmission.GoBack order) {
    return state.with(state.journal().with(state.journal().memory().afterOrderedBack(order)));
  }

  private static Errand errand(Desired desired, RollbackAdmission.GoBack order, NodePhase phase) {
    var warrant = order.warrant();
    return Errand.of(desired, warrant.digest(), warrant.patch().body(), phase);
  }

  private static Optional<Installation> wayBack(Position position) {
    return switch (position) {
      case Position.Settled(_, var previous) -> previous.filter(Installation::good);
      case Position.Entering entering -> entering.wayBack();
      case Position.Bare _, Position.Leaving _ -> Optional.empty();
    };
  }

  /** What runs, in guard's words; where no patch brought it, no warrant can be about leaving it. */
  private Serving serving(AgentState state, Instant now) {
    var memory = state.journal().memory();
    var previous =
        wayBack(state.position())
            .map(earlier ->
                rules.isDenied(earlier, memory, now)
                    ? Serving.Previous.DENIED
                    : Serving.Previous.HEALTHY)
            .orElse(Serving.Previous.NONE);
    return state
        .position()
        .wanted()
        .map(current -> serving(current, previous))
        .orElseGet(OrdersBack::nothing);
  }

  /** What is about to run, and could be left. */
  private static Serving serving(Installation staged) {
    return serving(staged, Serving.Previous.HEALTHY);
  }

  private static Serving serving(Installation current, Serving.Previous previous) {
    return switch (current.origin()) {
      case Installation.Origin.Adopted _ -> nothing();
      case Installation.Origin.Patched(var body, var attempt, var horizon) ->
          new Serving(body, attempt, current.activated(), horizon, previous);
    };
  }

  private static Serving nothing() {
    return new Serving(
        Sha256.of(new byte[0]), 0, Instant.EPOCH, Duration.ZERO, Serving.Previous.NONE);
  }
}
