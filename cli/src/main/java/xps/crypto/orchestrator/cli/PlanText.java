package xps.crypto.orchestrator.cli;

import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.planner.RolloutPlan;
import xps.crypto.orchestrator.planner.Wave;

/** The waves of a plan, for people and for pipelines. */
final class PlanText {
  /** As many names as a line holds; all of them are in {@code --json}. */
  private static final int SHOWN_NODES = 6;

  private PlanText() {}

  static List<Value> json(RolloutPlan plan) {
    var waves = new ArrayList<Value>();
    for (var wave : plan.waves()) {
      waves.add(
          Value.object()
              .put("name", wave.name())
              .put("count", wave.nodes().size())
              .put("nodes", Value.texts(wave.nodes()))
              .build());
    }
    return waves;
  }

  static List<String> table(RolloutPlan plan) {
    var rows = new ArrayList<List<String>>();
    for (var wave : plan.waves()) {
      rows.add(List.of(wave.name(), nodes(wave.nodes().size()), names(wave)));
    }
    return Columns.table(rows);
  }

  /** {@code 1 node}, {@code 2 nodes}. */
  static String nodes(int count) {
    return count + (count == 1 ? " node" : " nodes");
  }

  static int count(RolloutPlan plan) {
    return plan.waves().stream().mapToInt(wave -> wave.nodes().size()).sum();
  }

  private static String names(Wave wave) {
    var shown = wave.nodes().stream().limit(SHOWN_NODES).toList();
    int more = wave.nodes().size() - shown.size();
    return String.join(", ", shown) + (more > 0 ? " and " + more + " more" : "");
  }
}
