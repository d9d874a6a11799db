package xps.crypto.orchestrator.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.guard.Direction;
import xps.crypto.orchestrator.guard.Drift;

/** A node that has nothing to do: it keeps an eye on its workload. */
final class Rest {
  private final NodeRules rules;

  Rest(NodeRules rules) {
    this.rules = rules;
  }

  /** Looks at the workload after a while, and does nothing else until then. */
  Step look(AgentState state, Duration after) {
    var resting = state.begin(new Work.Resting());
    return Step.of(
        resting, new Effect.Look(resting.deed(), after, names(resting), Optional.empty()));
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

  /** Makes links and workload what the journal says that they are. */
  Step restore(AgentState state, Installation current) {
    var resting = state.begin(new Work.Resting());
    return Step.of(
        resting,
        new Effect.Activate(
            resting.deed(),
            Duration.ZERO,
            current,
            resting.position().behind(),
            Direction.FORWARD));
  }

  /** An order that has come to its end: kept, told, and everything that it left put away. */
  Step settle(AgentState state, Instant now, Errand errand) {
    var ended = errand.endedAt(now);
    var settled = state.with(state.journal().on(ended)).begin(new Work.Resting());
    return Step.of(
        settled,
        new Effect.Persist(settled.journal()),
        Reports.of(settled, rules, now, ended),
        new Effect.Collect(settled.position().kept()),
        new Effect.Look(settled.deed(), NodeRules.IDLE_LOOK, names(settled), Optional.empty()));
  }

  Step looked(AgentState state, Instant now, Sight sight) {
    var seen = state.seeing(sight);
    var told = tellWhatChanged(state, seen, now);
    boolean isAstray = sight instanceof Sight.Seen && !sight.shows(seen.position().artifacts());
    var current = seen.position().wanted();
    boolean isToRestore = rules.policy().drift() == Drift.RESTORE;
    if (isAstray && isToRestore && !seen.restored() && current.isPresent()) {
      return told.then(restore(told.state(), current.get()));
    }
    return told.then(look(told.state(), NodeRules.IDLE_LOOK));
  }

  Step activated(AgentState state, Instant now, Sight sight) {
    var seen = state.seeing(sight);
    var told = tellWhatChanged(state, seen, now);
    return told.then(look(told.state(), NodeRules.IDLE_LOOK));
  }

  private Step tellWhatChanged(AgentState before, AgentState now, Instant at) {
    List<Effect> effects = new ArrayList<>();
    if (now.unsaved()) {
      effects.add(new Effect.Persist(now.journal()));
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
