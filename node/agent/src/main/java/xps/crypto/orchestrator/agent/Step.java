package xps.crypto.orchestrator.agent;

import java.util.ArrayList;
import java.util.List;

/** What an event leads to: the next state, and what to do, in this order. */
record Step(AgentState state, List<Effect> effects) {
  Step {
    effects = List.copyOf(effects);
  }

  static Step of(AgentState state, Effect... effects) {
    return new Step(state, List.of(effects));
  }

  /** Another step right behind this one. */
  Step then(Step next) {
    var all = new ArrayList<>(effects);
    all.addAll(next.effects());
    return new Step(next.state(), all);
  }
}
