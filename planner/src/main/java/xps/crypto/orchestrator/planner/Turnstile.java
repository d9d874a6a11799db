package xps.crypto.orchestrator.planner;

import java.util.function.Consumer;

/** The one door through which a node changes: whatever is counted by node is counted here. */
final class Turnstile {
  private Turnstile() {}

  static void move(RolloutState state, NodeRun node, NodeStage to) {
    change(state, node, moved -> moved.stage = to);
    if (to.isInFlight()) {
      state.watched.add(node.id);
    } else {
      state.watched.remove(node.id);
    }
    if (to == NodeStage.HEALTHY) {
      state.waves.get(node.wave).grow();
    }
    node.since = state.now;
  }

  /** Changes a node and keeps the counts; it costs the same for every size of fleet. */
  static void change(RolloutState state, NodeRun node, Consumer<NodeRun> change) {
    count(state, node, -1);
    change.accept(node);
    count(state, node, 1);
  }

  /** Of a node that is new in the state. */
  static void count(RolloutState state, NodeRun node, int by) {
    var wave = state.waves.get(node.wave);
    count(wave, node.stage, by);
    wave.tally.count(node, by);
    if (!node.stage.isEnd()) {
      node.place.first().forEach(rule -> wave.pending[rule] += by);
    }
    var domain = node.place.domain();
    if (!domain.isEmpty()) {
      state.tallyOf(domain).count(node, by);
    }
    if (node.isOut()) {
      state.outOf(node).forEach(key -> state.unavailable.merge(key, by, Integer::sum));
    }
  }

  private static void count(WaveRun wave, NodeStage stage, int by) {
    switch (stage) {
      case WAITING -> wave.waiting += by;
      case STARTED, ACTIVE, ROLLING_BACK -> wave.inFlight += by;
      case HEALTHY -> wave.healthy += by;
      case SKIPPED -> wave.skipped += by;
      case ROLLED_BACK, FAILED, NEEDS_PERSON -> wave.failed += by;
    }
  }
}
