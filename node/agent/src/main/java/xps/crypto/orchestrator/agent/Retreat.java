package xps.crypto.orchestrator.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.guard.Direction;
import xps.crypto.orchestrator.guard.NodeMemory;

/**
 * The way back. It needs no trusted clock, no window and no disk space: what can't be written is
 * written later, and what can't be done is tried until it can.
 */
final class Retreat {
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
    var stuck =
        Problem.of(
            Code.ROLLBACK_FAILED,
            (isDenied
                    ? "what ran before is denied by a bulletin, and "
                    : "there is nothing to go back to, and ")
                + why.message(),
            why.where());
    var journal =
        state
            .journal()
            .at(new Position.Settled(entering.to(), Optional.empty()))
            .with(spent(state.journal().memory(), entering.to()));
    return rest.settle(state.with(journal), now, errand.in(NodePhase.ROLLBACK_FAILED, stuck));
  }

  /** Leaves a generation, whose attempt is spent with that. */
  Step begin(AgentState state, Instant now, Errand errand, Position.Leaving leaving) {
    var journal =
        state
            .journal()
            .at(leaving)
            .on(errand)
            .with(spent(state.journal().memory(), leaving.from()));
    var retreating =
        state.with(journal).begin(new Work.Retreating(now.plus(NodeRules.RETREAT_DEADLINE), false));
    return Step.of(
        retreating,
        new Effect.Persist(journal),
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
    var retreating = state.begin(new Work.Retreating(now.plus(NodeRules.RETREAT_DEADLINE), false));
    return Step.of(retreating, activate(retreating, leaving, Duration.ZERO));
  }

  Step activated(AgentState state, Work.Retreating retreating, Instant now, Sight sight) {
    if (!(state.position() instanceof Position.Leaving leaving)) {
      return rest.look(state, NodeRules.IDLE_LOOK);
    }
    var seen = state.with(sight);
    if (!sight.shows(leaving.to().artifacts())) {
      return failed(seen, retreating, now);
    }
    var errand = errand(state);
    var journal = seen.journal().at(new Position.Settled(leaving.to(), Optional.empty()));
    var decided = retreating.deadline().minus(NodeRules.RETREAT_DEADLINE);
    var back = rest.settle(seen.with(journal), now, errand.in(NodePhase.ROLLED_BACK));
    return back.then(
        Step.of(
            back.state(),
            new Effect.Say(
                "back on generation %d, %d ms after that was decided"
                    .formatted(
                        leaving.to().generation(), Duration.between(decided, now).toMillis()))));
  }

  Step failed(AgentState state, Work.Retreating retreating, Instant now) {
    if (!(state.position() instanceof Position.Leaving leaving)) {
      return rest.look(state, NodeRules.IDLE_LOOK);
    }
    boolean isLate = !now.isBefore(retreating.deadline());
    if (!isLate || retreating.isLate()) {
      return tryAgain(state, retreating, leaving);
    }
    var stuck =
        Problem.of(
            Code.ROLLBACK_FAILED,
            "the workload doesn't run the previous generation after "
                + NodeRules.RETREAT_DEADLINE.toSeconds()
                + "s",
            "workload");
    var errand = errand(state).in(NodePhase.ROLLBACK_FAILED, stuck);
    var late = state.with(state.journal().on(errand));
    return Step.of(late, Reports.of(late, rules, now, errand))
        .then(tryAgain(late, new Work.Retreating(retreating.deadline(), true), leaving));
  }

  private static Step tryAgain(
      AgentState state, Work.Retreating retreating, Position.Leaving leaving) {
    var again = state.begin(retreating);
    return Step.of(again, activate(again, leaving, NodeRules.RETRY));
  }

  private static Effect activate(AgentState state, Position.Leaving leaving, Duration after) {
    return new Effect.Activate(
        state.deed(), after, leaving.to(), Optional.of(leaving.from()), Direction.ROLLBACK);
  }

  /** The order that led here. */
  static Errand errand(AgentState state) {
    return state
        .journal()
        .errand()
        .orElseThrow(() -> new IllegalStateException(state.work() + " has no order"));
  }
}
