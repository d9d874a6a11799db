package xps.crypto.orchestrator.planner;

import java.util.List;

/** The state after an event, and what is to be done because of it, in this order. */
public record Step(RolloutState state, List<Command> commands) {
  /** Copies the list. */
  public Step {
    commands = List.copyOf(commands);
  }
}
