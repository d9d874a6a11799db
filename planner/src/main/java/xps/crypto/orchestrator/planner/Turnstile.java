package xps.crypto.orchestrator.planner;

import java.util.function.Consumer;

/** The one door through which a node changes: whatever is counted by node is counted here. */
final class Turnstile {
  private Turnstile() {}

  static void move(RolloutState state, NodeRun node, NodeStage to) {
    change(state, node, moved -> moved.stage = to);
    node.since = state.now;
    if (!to.isInFlight()) {
      state.deadlines.clear(node);
    } else if (to != NodeStage.ACTIVE) {
      // Of what is active the time runs from the start, not from each step on the way.
      state.deadlines.set(node, state.now, state.deadline);
    }
  }

  /** Changes a node and keeps the counts; it costs the same for every size of fleet. */
  static void change(RolloutState state, NodeRun node, Consumer<NodeRun> change) {
    boolean wasOut = node.isOut();
    count(state, node, -1);
    change.accept(node);
    count(state, node, 1);
    if (node.isOut() != wasOut) {
      int by = wasOut ? -1 : 1;
      node.budgets.forEach(budget -> budget.change(by));
    }
  }

  /** Of a node that is new in the state; nobody is out there. */
  static void count(RolloutState state, NodeRun node, int by) {
    var wave = state.waves.get(node.wave);
    switch (node.stage) {
      case WAITING -> wave.waiting += by;
      case STARTED, ACTIVE, ROLLING_BACK -> {
        wave.inFlight += by;
        state.inFlight += by;
      }
      case HEALTHY -> wave.healthy += by;
      case SKIPPED -> wave.skipped += by;
      case ROLLED_BACK, FAILED, NEEDS_PERSON -> wave.failed += by;
    }
    wave.tally.count(node, by);
    node.tally.count(node, by);
    if (!node.stage.isEnd()) {
      node.first.forEach(pending -> pending.change(by));
    }
  }
}
