package xps.crypto.orchestrator.planner;

import java.util.ArrayList;
import java.util.List;

/** Says why a node is not further than it is. */
final class Why {
  private Why() {}

  static List<String> of(RolloutState state, String id) {
    return state
        .find(id)
        .map(node -> of(state, node))
        .orElseGet(() -> List.of(id + " is not in the scope of this rollout"));
  }

  private static List<String> of(RolloutState state, NodeRun node) {
    var id = node.id;
    return switch (node.stage) {
      case WAITING -> waiting(state, node);
      case STARTED ->
          List.of(id + " was told to start and hasn't reported that it runs the new version");
      case ACTIVE -> active(state, node);
      case HEALTHY -> List.of(id + " is healthy");
      case ROLLING_BACK ->
          List.of(
              (node.back
                      ? id + " says that it is back, and is being probed: "
                      : id + " is on its way back: ")
                  + reason(state, node));
      case ROLLED_BACK -> List.of(id + " is back on what it ran before: " + reason(state, node));
      case FAILED -> List.of(id + " failed: " + reason(state, node));
      case SKIPPED -> List.of(id + " was left out: " + node.detail);
      case NEEDS_PERSON -> List.of(id + " needs a person: " + reason(state, node));
    };
  }

  private static String reason(RolloutState state, NodeRun node) {
    return node.hasFailed() ? node.code + ", " + node.detail : state.reason;
  }

  private static List<String> active(RolloutState state, NodeRun node) {
    var wanted = state.plan.plan().healthCheck().map(Plan.HealthCheck::successes).orElse(0);
    var reasons = new ArrayList<String>();
    if (node.successes < wanted) {
      reasons.add(
          "the runner's probe has " + node.successes + " of " + wanted + " successes in a row");
    }
    if (!node.insideHealthy) {
      reasons.add("the node itself hasn't reported that it is healthy");
    }
    return reasons;
  }

  private static List<String> waiting(RolloutState state, NodeRun node) {
    var reasons = new ArrayList<String>();
    switch (state.mode) {
      case PAUSED -> reasons.add("the rollout is paused: " + state.reason);
      case HALTED -> reasons.add("the rollout was stopped: " + state.reason);
      case CANCELLED -> reasons.add("the rollout was cancelled: " + state.reason);
      case RUNNING, FINISHED -> {}
    }
    var wave = state.waves.get(node.wave);
    switch (wave.stage) {
      case WAITING ->
          wave.wave.after().stream()
              .map(state.waves::get)
              .filter(before -> before.stage != WaveRun.Stage.PASSED)
              .forEach(before -> reasons.add(before(before)));
      case ASKED -> reasons.add("guard is being asked about " + wave.wave.name());
      case DENIED -> wave.reasons.forEach(reason -> reasons.add("guard says no: " + reason));
      case OPEN -> reasons.addAll(seats(wave, node));
      case BAKING, PASSED -> {}
    }
    return reasons;
  }

  private static String before(WaveRun wave) {
    return wave.stage == WaveRun.Stage.BAKING
        ? "waits for "
            + wave.wave.name()
            + " to have baked for "
            + wave.wave.bake().toSeconds()
            + " s"
        : "waits for "
            + wave.wave.name()
            + " ("
            + wave.healthy
            + " of "
            + wave.wave.nodes().size()
            + " healthy)";
  }

  private static List<String> seats(WaveRun wave, NodeRun node) {
    var reasons = new ArrayList<String>();
    if (!node.connected) {
      reasons.add("its agent has no connection");
    }
    if (wave.inFlight >= wave.limit) {
      reasons.add(wave.wave.name() + " has " + wave.inFlight + " of " + wave.limit + " in flight");
    }
    for (var limit : node.line.limits) {
      if (limit.forbids(node)) {
        reasons.add(limit.reason(node));
      }
    }
    return reasons;
  }
}
