package xps.crypto.orchestrator.planner;

/** The one door between a node's stages: what is counted by stage is counted here. */
final class Turnstile {
  private Turnstile() {}

  static void move(RolloutState state, NodeRun node, NodeStage to) {
    var wave = state.waves.get(node.wave);
    count(wave, node.stage, -1);
    count(wave, to, 1);
    var wasOut = node.isOut();
    node.stage = to;
    countOut(state, node, wasOut);
    if (to.isInFlight()) {
      state.watched.add(node.id);
    } else {
      state.watched.remove(node.id);
    }
    node.since = state.now;
  }

  /** Keeps how many of the node's domain are out, after something about the node has changed. */
  static void countOut(RolloutState state, NodeRun node, boolean wasOut) {
    if (!node.domain.isEmpty() && wasOut != node.isOut()) {
      state.unavailable.merge(node.domain, node.isOut() ? 1 : -1, Integer::sum);
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
