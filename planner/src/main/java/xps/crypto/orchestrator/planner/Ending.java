package xps.crypto.orchestrator.planner;

import java.util.EnumMap;

/** Counts what became of everybody, and names the end. */
final class Ending {
  private Ending() {}

  static RolloutResult of(RolloutState state) {
    var counts = new EnumMap<NodeStage, Integer>(NodeStage.class);
    state.everybody.forEach(node -> counts.merge(node.stage, 1, Integer::sum));
    var lost = counts.getOrDefault(NodeStage.NEEDS_PERSON, 0);
    var back = counts.getOrDefault(NodeStage.ROLLED_BACK, 0);
    var healthy = counts.getOrDefault(NodeStage.HEALTHY, 0);
    var failed = counts.getOrDefault(NodeStage.FAILED, 0);
    return new RolloutResult(
        kind(state, healthy, lost, back, failed),
        healthy,
        back,
        failed,
        counts.getOrDefault(NodeStage.SKIPPED, 0),
        lost,
        state.reason);
  }

  private static RolloutResult.Kind kind(
      RolloutState state, int healthy, int lost, int back, int failed) {
    if (lost > 0) {
      return RolloutResult.Kind.NEEDS_PERSON;
    }
    return switch (state.mode) {
      case HALTED -> back > 0 ? RolloutResult.Kind.ROLLED_BACK : RolloutResult.Kind.FAILED;
      case CANCELLED -> RolloutResult.Kind.CANCELLED;
      case RUNNING, PAUSED, FINISHED -> {
        if (healthy > 0 || back + failed == 0) {
          yield RolloutResult.Kind.DONE;
        }
        yield back > 0 ? RolloutResult.Kind.ROLLED_BACK : RolloutResult.Kind.FAILED;
      }
    };
  }
}
