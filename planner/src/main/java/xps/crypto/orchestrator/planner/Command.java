package xps.crypto.orchestrator.planner;

import java.util.List;

/**
 * What the machine wants done. Every command can be carried out twice without harm: a restarted
 * runner gets the outstanding ones again.
 */
public sealed interface Command {
  /** Ask guard whether this wave may begin, now; answer with {@link Event.GateAnswered}. */
  record AskGuard(int wave) implements Command {}

  /** Tell the node to be what the patch makes it. */
  record Start(int wave, String node) implements Command {}

  /** Probe the node from outside until told to stop. */
  record StartProbing(String node) implements Command {}

  record StopProbing(String node) implements Command {}

  /** Tell the node to be what it was before. */
  record RollBack(int wave, String node) implements Command {}

  /** Nothing to do, but somebody wants to know: the log, the screen. */
  record Announce(Note note) implements Command {}

  /** The rollout is over. */
  record Finish(RolloutResult result) implements Command {}

  /** What became so. Nodes are named with their wave. */
  sealed interface Note {
    record WaveWaits(int wave, List<String> reasons) implements Note {
      public WaveWaits {
        reasons = List.copyOf(reasons);
      }
    }

    record WaveOpened(int wave) implements Note {}

    record WaveBakes(int wave) implements Note {}

    record WavePassed(int wave) implements Note {}

    /** It was unhealthy before it was touched; what becomes of it doesn't count for the patch. */
    record NodeSick(int wave, String node, String detail) implements Note {}

    record NodeActive(int wave, String node) implements Note {}

    record NodeHealthy(int wave, String node) implements Note {}

    /** A node failed; {@code code} is from the catalogue. */
    record NodeFailed(int wave, String node, String code, String detail) implements Note {}

    record NodeRolledBack(int wave, String node) implements Note {}

    record NodeSkipped(int wave, String node, String reason) implements Note {}

    /**
     * It isn't sent back with the others: what it ran before is kept only for a while, and after
     * that the way back needs approvals.
     */
    record NodeCommitted(int wave, String node, String reason) implements Note {}

    /** Going back failed, or nobody knows: a person has to look. */
    record NodeLost(int wave, String node, String detail) implements Note {}

    record Halted(String reason) implements Note {}

    record Paused(String reason) implements Note {}

    record Resumed() implements Note {}
  }
}
