package xps.crypto.orchestrator.bind;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.guard.BrokenGlass;
import xps.crypto.orchestrator.planner.NodeStage;
import xps.crypto.orchestrator.planner.Rollout;
import xps.crypto.orchestrator.planner.RolloutResult;
import xps.crypto.orchestrator.planner.RolloutState;
import xps.crypto.orchestrator.planner.Wave;

/** A rollout as people in another process see it: state, waves, and of each node where and why. */
final class Picture {

  private Picture() {}

  static String of(String rollout, Course course, String trouble, Instant now) {
    var state = course.state();
    var plan = state.plan();
    var stages = state.stages();
    var why = Rollout.why(state);
    var waves = new ArrayList<Value>();
    var nodes = new ArrayList<Value>();
    for (var wave : plan.waves()) {
      var counts = new EnumMap<NodeStage, Integer>(NodeStage.class);
      for (var id : wave.nodes()) {
        var stage = stages.getOrDefault(id, NodeStage.WAITING);
        counts.merge(stage, 1, Integer::sum);
        nodes.add(
            Value.object()
                .put("id", id)
                .put("wave", wave.name())
                .put("stage", stage.name().toLowerCase(java.util.Locale.ROOT))
                .put("connected", state.isConnected(id))
                .put("flags", flags(course, id))
                .put("why", Value.texts(reasons(course, id, why.getOrDefault(id, List.of()))))
                .build());
      }
      waves.add(wave(wave, state, counts));
    }
    var json =
        Value.object()
            .put("rollout", rollout)
            .put("patch", plan.patch().id())
            .put("version", plan.patch().version().toString())
            .put("state", state.mode())
            .put("reason", state.reason())
            .put("result", state.result().map(RolloutResult::kind).map(Enum::name).orElse(""))
            .put("trouble", trouble)
            .put("break_glass", course.glass().map(BrokenGlass::words).orElse(""))
            .put("at", now.toString())
            .put("waves", waves)
            .put("nodes", nodes);
    return Json.compact(json.build());
  }

  private static Value flags(Course course, String node) {
    return Value.texts(course.flags(node).stream().map(NodeReport.Flag::text).toList());
  }

  /** What somebody has to see to comes before what will pass by itself. */
  private static List<String> reasons(Course course, String node, List<String> why) {
    var flags = course.flags(node);
    var reasons = new ArrayList<String>();
    for (var flag : NodeReport.Flag.TO_BE_SEEN_TO) {
      if (flags.contains(flag)) {
        reasons.add(flag.words());
      }
    }
    reasons.addAll(why);
    return List.copyOf(reasons);
  }

  private static Value wave(Wave wave, RolloutState state, EnumMap<NodeStage, Integer> counts) {
    var json =
        Value.object()
            .put("name", wave.name())
            .put("state", state.stageOfWave(wave.index()))
            .put("count", wave.nodes().size())
            .put("why", Value.texts(Rollout.whyWave(state, wave.name())));
    for (var stage : NodeStage.values()) {
      json.put(stage.name().toLowerCase(java.util.Locale.ROOT), counts.getOrDefault(stage, 0));
    }
    return json.build();
  }
}
