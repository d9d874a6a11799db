package xps.crypto.orchestrator.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.guard.Drift;

/** A node that has nothing to do: it keeps an eye on its workload. */
final class Rest {
  private final NodeRules rules;

  Rest(NodeRules rules) {
    this.rules = rules;
  }

  /** Looks at the workload after a while, and does nothing else until then. */
  Step look(AgentState state, Duration after) {
    return look(state, after, restores(state));
  }

  private static Step look(AgentState state, Duration after, Restores restores) {
    var resting = state.begin(new Work.Resting(restores));
    return Step.of(
        resting, new Effect.Look(resting.deed(), after, names(resting), Optional.empty()));
  }

  /** Kept as long as the node rests: an order begins anew. */
  private static Restores restores(AgentState state) {
    return state.work() instanceof Work.Resting(var restores) ? restores : Restores.NONE;
  }

  /** Begins with what an earlier life has left: unless the half of an object is still wanted. */
  Step begin(AgentState state) {
    boolean isHalfFetched =
        state.journal().errand().filter(errand -> errand.phase() == NodePhase.STAGING).isPresent();
    var looking = look(state, Duration.ZERO);
    return isHalfFetched
        ? looking
        : Step.of(state, new Effect.Collect(state.position().kept())).then(looking);
  }

  static Set<String> names(AgentState state) {
    return state.position().names();
  }

  /** Puts right what was changed past the agent: not for ever, and nothing that is denied. */
  private Step restore(AgentState state, Instant now, boolean isNews, Installation current) {
    var restores = restores(state);
    if (rules.isDenied(current, state.journal().memory(), now)) {
      var denied = "what runs isn't what should, and that is denied by a bulletin";
      return isNews ? left(state, denied, restores) : look(state, NodeRules.IDLE_LOOK);
    }
    if (!restores.isDue(now) || (restores.isOver() && !restores.isEnd())) {
      return look(state, NodeRules.IDLE_LOOK);
    }
    if (restores.isEnd()) {
      var told = Step.of(state, Reports.standing(state, rules, now));
      var again = "it was put right " + restores.times() + " times, and changed again each time";
      return told.then(left(state, again, restores.told()));
    }
    var resting = state.begin(new Work.Resting(restores.another(now)));
    return Step.of(
        resting,
        new Effect.Activate(
            resting.deed(), Duration.ZERO, current, resting.position().behind(), Effect.Way.RIGHT));
  }

  private static Step left(AgentState state, String why, Restores restores) {
    var problem =
        new Problem(
            Code.SWAP_FAILED, why, "workload", "look who changes it, and have the patch ordered");
    return Step.of(state, new Effect.Complain(problem))
        .then(look(state, NodeRules.IDLE_LOOK, restores));
  }

  /** What was to be put right wasn't. */
  Step notRestored(AgentState state, Problem problem) {
    return Step.of(state, new Effect.Complain(problem)).then(look(state, NodeRules.IDLE_LOOK));
  }

  /** An order that has come to its end: kept, told, and everything that it left put away. */
  Step settle(AgentState state, Instant now, Errand errand) {
    var ended = errand.endedAt(now);
    var settled = state.with(state.journal().on(ended)).begin(new Work.Resting());
    List<Effect> effects = new ArrayList<>();
    effects.add(new Effect.Persist(settled.journal()));
    effects.add(Reports.standing(settled, rules, now));
    point(settled).ifPresent(effects::add);
    effects.add(new Effect.Collect(settled.position().kept()));
    effects.add(
        new Effect.Look(settled.deed(), NodeRules.IDLE_LOOK, names(settled), Optional.empty()));
    return new Step(settled, effects);
  }

  /** The way back goes on where links can't be written: then they are written here. */
  private static Optional<Effect> point(AgentState state) {
    return state.position() instanceof Position.Settled(var current, var previous)
            && !state.restored()
        ? Optional.of(new Effect.Point(current, previous))
        : Optional.empty();
  }

  /**
   * The disk takes nothing: what was to follow is told all the same, once, and written when it can
   * be.
   */
  Step notSaved(AgentState state, Instant now) {
    var unsaved = state.unsaved(true);
    var looking = look(unsaved, NodeRules.IDLE_LOOK);
    return state.unsaved()
        ? looking
        : Step.of(unsaved, Reports.standing(unsaved, rules, now)).then(looking);
  }

  Step looked(AgentState state, Instant now, Sight sight) {
    var seen = state.seeing(sight);
    var told = tellWhatChanged(state, seen, now);
    if (!(sight instanceof Sight.Seen)) {
      return told.then(look(told.state(), NodeRules.IDLE_LOOK));
    }
    if (sight.shows(seen.position().artifacts())) {
      return told.then(look(told.state(), NodeRules.CALM_LOOK, restores(seen).atWell(now)));
    }
    var current = seen.position().wanted();
    boolean isToRestore = rules.policy().drift() == Drift.RESTORE;
    if (isToRestore && !seen.restored() && current.isPresent()) {
      boolean isNews = !state.sight().mapped().equals(sight.mapped());
      return told.then(restore(told.state(), now, isNews, current.get()));
    }
    return told.then(look(told.state(), NodeRules.IDLE_LOOK));
  }

  Step activated(AgentState state, Instant now, Sight sight) {
    var seen = state.seeing(sight);
    var told = tellWhatChanged(state, seen, now);
    return told.then(look(told.state(), NodeRules.IDLE_LOOK));
  }

  Step tellWhatChanged(AgentState before, AgentState now, Instant at) {
    List<Effect> effects = new ArrayList<>();
    if (now.unsaved() || before.restored() != now.restored()) {
      effects.add(new Effect.Persist(now.journal()));
    }
    if (now.unsaved()) {
      point(now).ifPresent(effects::add);
    }
    boolean isOther =
        !before.sight().mapped().equals(now.sight().mapped())
            || before.restored() != now.restored()
            || now.unsaved();
    if (isOther) {
      effects.add(Reports.standing(now, rules, at));
    }
    return new Step(now.unsaved(false), effects);
  }
}
