package xps.crypto.orchestrator.planner;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node's part of the state; owned by one {@link RolloutState}. */
final class NodeRun {
  final String id;

  /** Its place among all. */
  final int number;

  final int wave;

  /** Where it waits. */
  final Line line;

  /** What it is counted under when it is out. */
  final List<Budget> budgets;

  /** The value of the label that {@code keep} counts by; empty without one. */
  final String domain;

  /** What becomes of the nodes of its domain. */
  final Tally tally;

  /** Those who wait for it by {@code order}. */
  final List<Pending> first;

  /** Where it stands, and between whom; kept by {@link NodeQueue}. */
  @Nullable NodeQueue queue;

  @Nullable NodeRun before;
  @Nullable NodeRun behind;

  NodeStage stage = NodeStage.WAITING;

  /** When it came to be in this stage; of a waiting node, when it was found to be away. */
  Instant since;

  /** When its time is up; {@link Instant#MAX} while nothing is expected of it. */
  Instant due = Instant.MAX;

  /** Since when something is expected of it. */
  Instant dueFrom = Instant.MIN;

  boolean connected = true;

  /** Whether it was found unhealthy before it was touched: nothing that the patch has done. */
  boolean sick;

  /** Whether somebody has said that it won't come back. */
  boolean gone;

  /**
   * Whether the node was seen to run the new version in this rollout, and so has something to undo.
   */
  boolean changed;

  /** When it was; {@link Instant#MIN} before. */
  Instant changedAt = Instant.MIN;

  /** Whether it was seen to run the new version before it was told to. */
  boolean ranBefore;

  /** How often its time began anew because the runner did. */
  int renewed;

  /** Whether it said that it was putting the new version in place: it didn't run it before. */
  boolean swapped;

  /** Whether it said that it is back, and now has to be seen well there. */
  boolean back;

  /** Whether it was left out because it wasn't there, and may catch up once. */
  boolean missed;

  boolean caughtUp;
  boolean insideHealthy;

  /** Whether a probe has found it well since it was touched last. */
  boolean seenWell;

  int successes;
  int failures;

  /** Of the first failure; empty while there is none. */
  String code = "";

  String detail = "";

  NodeRun(
      String id,
      int number,
      int wave,
      Line line,
      List<Budget> budgets,
      String domain,
      Tally tally,
      List<Pending> first,
      Instant since) {
    this.id = id;
    this.number = number;
    this.wave = wave;
    this.line = line;
    this.budgets = budgets;
    this.domain = domain;
    this.tally = tally;
    this.first = first;
    this.since = since;
  }

  /** What probes said before is about what it ran before. */
  void isWatchedAnew() {
    successes = 0;
    failures = 0;
    seenWell = false;
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
   * Out of service, as far as budgets are concerned. A node that stays on what it failed with
   * serves nobody, nor does one that was unhealthy before; of a node without a connection nobody
   * knows that it does.
   */
  boolean isOut() {
    return !gone
        && (!connected
            || (sick && stage != NodeStage.HEALTHY)
            || stage.isUnavailable()
            || (stage == NodeStage.FAILED && changed));
  }
}
