package xps.crypto.orchestrator.agent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.Bulletin;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.guard.Guard;
import xps.crypto.orchestrator.guard.NodeMemory;

/**
 * Takes in what was made outside the control plane: bulletins and revocation lists. Both only go
 * on; what was there before a newer one is worth nothing, also to a node that starts again.
 */
final class Briefing {
  private final NodeRules rules;

  Briefing(NodeRules rules) {
    this.rules = rules;
  }

  /** Remembers what is new and counts; complains about the rest. What is under way goes on. */
  Step informed(AgentState state, Instant now, Optional<Bulletin> bulletin) {
    var before = state.journal().memory();
    var memory = before.afterLists(rules.trust().revocationListNumbers());
    List<Effect> effects = new ArrayList<>();
    if (bulletin.isPresent()) {
      switch (take(state, now, memory, bulletin.get())) {
        case Outcome.Ok<NodeMemory>(var informed, _) -> memory = informed;
        case Outcome.Refused<NodeMemory>(var problems) ->
            problems.forEach(problem -> effects.add(new Effect.Complain(problem)));
      }
    }
    if (memory.equals(before)) {
      return new Step(state, effects);
    }
    return remember(state.with(state.journal().with(memory)), effects);
  }

  /**
   * At once where nothing is under way. Else with what is written next, which is before anything
   * new is begun: a disk that fails now would be taken for one that fails the deed.
   */
  private static Step remember(AgentState informed, List<Effect> effects) {
    if (informed.work() instanceof Work.Resting) {
      effects.add(new Effect.Persist(informed.journal()));
      return new Step(informed, effects);
    }
    return new Step(informed.unsaved(true), effects);
  }

  private Outcome<NodeMemory> take(
      AgentState state, Instant now, NodeMemory memory, Bulletin bulletin) {
    return Guard.takeBulletin(
        bulletin,
        rules.facts(state.position().artifacts()),
        memory,
        rules.trust(),
        state.clockAt(now));
  }
}
