package xps.crypto.orchestrator.planner;

import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/**
 * What a dry run showed. Times are seconds from the start; the same plan, patch, fleet and seed
 * give the same bytes anywhere.
 *
 * @param peakUnavailable nodes in flight at once, at most
 * @param timeline at most {@link #MOST_POINTS} points, evenly thinned
 * @param blastRadius nodes that a bad patch would have reached before it was stopped
 */
public record Simulation(
    RolloutPlan plan,
    List<WaveTime> waves,
    long durationSeconds,
    int peakUnavailable,
    boolean completed,
    List<Point> timeline,
    int blastRadius) {
  /** Points of a timeline at most. */
  public static final int MOST_POINTS = 1_000;

  /** Copies the lists. */
  public Simulation {
    waves = List.copyOf(waves);
    timeline = List.copyOf(timeline);
  }

  /** From the first start of a wave until it may be built on. */
  public record WaveTime(String name, int count, long startSecond, long endSecond) {}

  /** How many nodes are healthy and in flight from that second on. */
  public record Point(long second, int healthy, int inFlight) {}

  static Simulation of(
      RolloutPlan plan,
      SimulationOptions options,
      RolloutState state,
      Instant end,
      Instant[] began,
      Instant[] ended,
      int peak,
      List<Point> points) {
    var waves = new ArrayList<WaveTime>();
    for (var wave : plan.waves()) {
      waves.add(
          new WaveTime(
              wave.name(),
              wave.nodes().size(),
              began[wave.index()].getEpochSecond(),
              ended[wave.index()].getEpochSecond()));
    }
    var done =
        state.result().filter(result -> result.kind() == RolloutResult.Kind.DONE).isPresent();
    var radius =
        options.badNode() >= 0
            ? (int) state.nodes.values().stream().filter(node -> node.changed).count()
            : Simulator.run(plan, options.withBadCanary()).blastRadius();
    return new Simulation(plan, waves, end.getEpochSecond(), peak, done, thinned(points), radius);
  }

  private static List<Point> thinned(List<Point> points) {
    if (points.size() <= MOST_POINTS) {
      return points;
    }
    var thinned = new ArrayList<Point>();
    for (int i = 0; i < MOST_POINTS; i++) {
      thinned.add(points.get((int) ((long) i * (points.size() - 1) / (MOST_POINTS - 1))));
    }
    return thinned;
  }

  /** The members that {@code plan simulate --json} adds. */
  public Value.Obj toJson() {
    var list = new ArrayList<Value>();
    for (var wave : waves) {
      list.add(
          Value.object()
              .put("name", wave.name())
              .put("count", wave.count())
              .put("start_s", wave.startSecond())
              .put("end_s", wave.endSecond())
              .build());
    }
    var points = new ArrayList<Value>();
    for (var point : timeline) {
      points.add(
          Value.object()
              .put("s", point.second())
              .put("healthy", point.healthy())
              .put("in_flight", point.inFlight())
              .build());
    }
    return Value.object()
        .put("waves", list)
        .put("duration_s", durationSeconds)
        .put("max_unavailable", peakUnavailable)
        .put("abort_probability", completed ? 0 : 1)
        .put("bad_patch_reaches", blastRadius)
        .put("timeline", points)
        .build();
  }

  /** Digest of {@link #toJson}: what a PLAN record of the audit log names. */
  public Sha256 digest() {
    return Canonical.digest(toJson());
  }

  /** Prints the report that people read before they approve. */
  public void printReport(PrintStream out) {
    SimulationReport.of(this).forEach(out::println);
  }
}
