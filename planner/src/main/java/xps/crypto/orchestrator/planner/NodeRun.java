package xps.crypto.orchestrator.planner;

import java.time.Instant;

/** A node's part of the state; owned by one {@link RolloutState}. */
final class NodeRun {
  final String id;
  final int wave;
  final String domain;
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

  NodeRun(String id, int wave, String domain, Instant since) {
    this.id = id;
    this.wave = wave;
    this.domain = domain;
    this.since = since;
  }

  boolean hasFailed() {
    return !code.isEmpty();
  }

  /**
   * Out of service, as far as {@code keep} is concerned. A node that stays on what it failed with
   * serves nobody; of a node without a connection nobody knows that it does.
   */
  boolean isOut() {
    return !connected || stage.isUnavailable() || (stage == NodeStage.FAILED && changed);
  }
}
