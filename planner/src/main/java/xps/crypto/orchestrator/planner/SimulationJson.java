package xps.crypto.orchestrator.planner;

import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.document.Value;

/** A simulation as {@code plan simulate --json} has it: what there is no number for isn't there. */
final class SimulationJson {
  /** Domains of a label at most, the largest first. */
  private static final int MOST_DOMAINS = 100;

  private SimulationJson() {}

  static Value.Obj of(Simulation simulation) {
    var fate = simulation.fate();
    return Value.object()
        .put("waves", waves(simulation))
        .put("duration_s", simulation.durationSeconds())
        .put("result", fate.result())
        .put("max_unavailable", simulation.peakUnavailable())
        .put("domains", domains(simulation))
        .put("abort_probability", simulation.completed() ? 0 : 1)
        .put("healthy", fate.healthy())
        .put("unhealthy", fate.unhealthy())
        .put("rolled_back", fate.rolledBack())
        .put("skipped", fate.skipped())
        .put("bad_patch_reaches", simulation.blastRadius())
        .put("waits", waits(simulation))
        .put("timeline", timeline(simulation))
        .build();
  }

  private static List<Value> waves(Simulation simulation) {
    var list = new ArrayList<Value>();
    for (var wave : simulation.waves()) {
      var told = Value.object().put("name", wave.name()).put("count", wave.count());
      wave.startSecond().ifPresent(second -> told.put("start_s", second));
      wave.endSecond().ifPresent(second -> told.put("end_s", second));
      list.add(told.build());
    }
    return list;
  }

  private static List<Value> domains(Simulation simulation) {
    var list = new ArrayList<Value>();
    var label = "";
    int many = 0;
    for (var peak : simulation.peaks()) {
      many = peak.label().equals(label) ? many + 1 : 1;
      label = peak.label();
      if (many <= MOST_DOMAINS) {
        list.add(
            Value.object()
                .put("label", peak.label())
                .put("value", peak.value())
                .put("nodes", peak.nodes())
                .put("max_unavailable", peak.out())
                .build());
      }
    }
    return list;
  }

  private static List<Value> waits(Simulation simulation) {
    var waiting = new ArrayList<Value>();
    for (var wait : simulation.waits()) {
      var told =
          Value.object()
              .put("wave", simulation.waves().get(wait.wave()).name())
              .put("from_s", wait.fromSecond())
              .put("reason", wait.reason());
      waiting.add(
          (wait.untilSecond() < 0 ? told : told.put("until_s", wait.untilSecond())).build());
    }
    return waiting;
  }

  private static List<Value> timeline(Simulation simulation) {
    var points = new ArrayList<Value>();
    for (var point : simulation.timeline()) {
      points.add(
          Value.object()
              .put("s", point.second())
              .put("healthy", point.healthy())
              .put("in_flight", point.inFlight())
              .build());
    }
    return points;
  }
}
