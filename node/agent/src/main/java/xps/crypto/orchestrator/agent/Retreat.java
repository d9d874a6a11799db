package xps.crypto.orchestrator.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import xps.crypto.orchestrator.attest.Kind;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.guard.NodeMemory;

/**
 * The way back. It needs no trusted clock, no window and no disk space: what can't be written is
 * written later, and what can't be done is tried until it can.
 */
final class Retreat {
  private static final String DENIED = "what ran before is denied by a bulletin";

  private final NodeRules rules;
  private final Rest rest;

  Retreat(NodeRules rules, Rest rest) {
    this.rules = rules;
    this.rest = rest;
  }

  /** The node's own decision: the new generation isn't well. */
  Step decide(AgentState state, Instant now, Position.Entering entering, Problem why) {
    var errand = errand(state).in(NodePhase.ROLLING_BACK, why);
    var to = entering.wayBack();
    boolean isDenied = to.isPresent() && rules.isDenied(to.get(), state.journal().memory(), now);
    if (to.isPresent() && !isDenied) {
      return begin(state, now, errand, new Position.Leaving(entering.to(), to.get()));
    }
    var reason = (isDenied ? DENIED : "there is nothing to go back to") + ", and " + why.message();
    return stay(state, now, entering.to(), Problem.of(Code.ROLLBACK_FAILED, reason, why.where()));
  }

  /** There is no way back: what was to be left stays, and somebody must look. */
  private Step stay(AgentState state, Instant now, Installation bad, Problem stuck) {
    var journal =
        state
            .journal()
            .at(new Position.Settled(bad, Optional.empty()))
            .with(spent(state.journal().memory(), bad));
    return rest.settle(
        state.with(journal), now, errand(state).in(NodePhase.ROLLBACK_FAILED, stuck));
  }

  /** Leaves a generation, whose attempt is spent with that. */
  Step begin(AgentState state, Instant now, Errand errand, Position.Leaving leaving) {
    var journal =
        state
            .journal()
            .at(leaving)
            .on(errand)
            .with(spent(state.journal().memory(), leaving.from()));
    var retreating = state.with(journal).begin(retreating(now));
    return Step.of(
        retreating,
        new Effect.Persist(journal),
        wake(now),
        Reports.of(retreating, rules, now, errand),
        activate(retreating, leaving, Duration.ZERO));
  }

  /** A generation that was served is left: nobody brings its body back by the same attempt. */
  NodeMemory spent(NodeMemory memory, Installation left) {
    return switch (left.origin()) {
      case Installation.Origin.Adopted _ -> memory;
      case Installation.Origin.Patched(var body, var attempt, _) ->
          memory.afterLeaving(body, rules.node().environment(), attempt);
    };
  }

  /** Carries on with what the journal says was begun. */
  Step leave(AgentState state, Instant now, Position.Leaving leaving) {
    if (isDenied(state, now, leaving)) {
      return stayAt(state, now, leaving);
    }
    var retreating = state.begin(retreating(now));
    return Step.of(retreating, wake(now), activate(retreating, leaving, Duration.ZERO));
  }

  private static Effect wake(Instant now) {
    return new Effect.Wake(now.plus(NodeRules.RETREAT_DEADLINE));
  }

  private static Work.Retreating retreating(Instant now) {
    return new Work.Retreating(now.plus(NodeRules.RETREAT_DEADLINE), 0, false);
  }

  /** A bulletin may come while a node is on its way. */
  private boolean isDenied(AgentState state, Instant now, Position.Leaving leaving) {
    return rules.isDenied(leaving.to(), state.journal().memory(), now);
  }

  private Step stayAt(AgentState state, Instant now, Position.Leaving leaving) {
    return stay(state, now, leaving.from(), Problem.of(Code.ROLLBACK_FAILED, DENIED, "workload"));
  }

  Step activated(AgentState state, Work.Retreating retreating, Instant now, Sight sight) {
    if (!(state.position() instanceof Position.Leaving leaving)) {
      return rest.look(state, NodeRules.IDLE_LOOK);
    }
    var own = withoutStrangers(leaving, sight);
    var seen = state.with(own);
    if (!own.shows(leaving.to().artifacts())) {
      return failed(seen, retreating, now);
    }
    var errand = errand(state);
    var journal = seen.journal().at(new Position.Settled(leaving.to(), Optional.empty()));
    // A later order may have come to its own end meanwhile.
    var ended = isOfTheWayBack(errand) ? errand.in(NodePhase.ROLLED_BACK) : errand;
    var back = rest.settle(seen.with(journal), now, ended);
    var decided = retreating.deadline().minus(NodeRules.RETREAT_DEADLINE);
    var late =
        retreating.isLate()
            ? "late"
            : Duration.between(decided, now).toMillis() + " ms after that was decided";
    var line = "back on generation " + leaving.to().generation() + ", " + late;
    return back.then(Step.of(back.state(), new Effect.Say(line)));
  }

  private static boolean isOfTheWayBack(Errand errand) {
    return errand.phase() == NodePhase.ROLLING_BACK || errand.phase() == NodePhase.ROLLBACK_FAILED;
  }

  /** A file that the patch brought, and somebody has changed since, is left to them. */
  private static Sight withoutStrangers(Position.Leaving leaving, Sight sight) {
    if (!(sight instanceof Sight.Seen(var seats))) {
      return sight;
    }
    var own = new TreeMap<>(seats);
    own.entrySet()
        .removeIf(seat ->
            Kind.ofName(seat.getKey()) != Kind.MODULE
                && !leaving.to().artifacts().containsKey(seat.getKey())
                && !seat.getValue().sha256().equals(leaving.from().artifacts().get(seat.getKey())));
    return new Sight.Seen(own);
  }

  Step failed(AgentState state, Work.Retreating retreating, Instant now) {
    if (!(state.position() instanceof Position.Leaving leaving)) {
      return rest.look(state, NodeRules.IDLE_LOOK);
    }
    if (isDenied(state, now, leaving)) {
      return stayAt(state, now, leaving);
    }
    if (now.isBefore(retreating.deadline())) {
      var again = state.begin(retreating.again());
      return Step.of(again, activate(again, leaving, retreating.pause()));
    }
    if (errand(state).phase() != NodePhase.ROLLING_BACK) {
      return rest.look(state, NodeRules.LATE_RETRY);
    }
    var stuck =
        Problem.of(
            Code.ROLLBACK_FAILED,
            "the workload doesn't run the previous generation after "
                + NodeRules.RETREAT_DEADLINE.toSeconds()
                + "s",
            "workload");
    var errand = errand(state).in(NodePhase.ROLLBACK_FAILED, stuck);
    var late = state.with(state.journal().on(errand)).unsaved(true).begin(new Work.Resting());
    return Step.of(late, Reports.of(late, rules, now, errand))
        .then(rest.look(late, NodeRules.LATE_RETRY));
  }

  /** The way back is still open, now and then it is tried again; orders forward are judged. */
  Step looked(AgentState state, Position.Leaving leaving, Event.Looked looked) {
    var now = looked.now();
    var told = rest.tellWhatChanged(state, state.seeing(looked.sight()), now);
    var retrying = told.state().begin(new Work.Retreating(now, 0, true));
    return told.then(Step.of(retrying, activate(retrying, leaving, Duration.ZERO)));
  }

  private static Effect activate(AgentState state, Position.Leaving leaving, Duration after) {
    return new Effect.Activate(
        state.deed(), after, leaving.to(), Optional.of(leaving.from()), Effect.Way.BACK);
  }

  /** The order that led here. */
  static Errand errand(AgentState state) {
    return state
        .journal()
        .errand()
        .orElseThrow(() -> new IllegalStateException(state.work() + " has no order"));
  }
}
