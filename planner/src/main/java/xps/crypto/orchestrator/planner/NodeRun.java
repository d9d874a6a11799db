package xps.crypto.orchestrator.planner;

import java.time.Instant;
import java.util.List;

/** A node's part of the state; owned by one {@link RolloutState}. */
final class NodeRun {
  final String id;
  final int wave;
  final Place place;
  NodeStage stage = NodeStage.WAITING;

  /** When it came to be in this stage; of a waiting node, when it was found to be away. */
  Instant since;

  boolean connected = true;

  /**
   * Whether the node was seen to run the new version in this rollout, and so has something to undo.
   */
  boolean changed;

  /** Whether it said that it was putting the new version in place: it didn't run it before. */
  boolean swapped;

  boolean insideHealthy;
  int successes;
  int failures;

  /** Of the first failure; empty while there is none. */
  String code = "";

  String detail = "";

  /**
   * What holds nodes up together: those of a wave that stand in the same place wait in one queue.
   *
   * @param domain the value of the label that {@code keep} counts by; empty without one
   * @param zone of the label that the wave's {@code max_unavailable} counts by; empty without one
   * @param first rules of {@code order} that name it first
   * @param then rules that name it then
   */
  record Place(String domain, String zone, List<Integer> first, List<Integer> then) {
    Place {
      first = List.copyOf(first);
      then = List.copyOf(then);
    }
  }

  NodeRun(String id, int wave, Place place, Instant since) {
    this.id = id;
    this.wave = wave;
    this.place = place;
    this.since = since;
  }

  boolean hasFailed() {
    return !code.isEmpty();
  }

  /** Whether an abort's share has it in the denominator: it ended, or failed and is going back. */
  boolean counts() {
    return stage.isEnd() ? stage != NodeStage.SKIPPED : hasFailed();
  }

  boolean isSilent() {
    return code.equals("AGENT_LOST");
  }

  /**
   * Out of service, as far as {@code keep} is concerned. A node that stays on what it failed with
   * serves nobody; of a node without a connection nobody knows that it does.
   */
  boolean isOut() {
    return !connected || stage.isUnavailable() || (stage == NodeStage.FAILED && changed);
  }
}
