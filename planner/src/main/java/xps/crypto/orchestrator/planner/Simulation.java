package xps.crypto.orchestrator.planner;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/**
 * What a dry run showed. Times are seconds from the start; the same plan, patch, fleet and seed
 * give the same bytes anywhere.
 *
 * @param peakUnavailable nodes in flight at once, at most
 * @param waits where guard would say no, and for how long
 * @param timeline at most {@link #MOST_POINTS} points, evenly thinned
 */
public record Simulation(
    RolloutPlan plan,
    List<WaveTime> waves,
    long durationSeconds,
    int peakUnavailable,
    Fate fate,
    List<Wait> waits,
    List<Point> timeline) {
  /** Points of a timeline at most. */
  public static final int MOST_POINTS = 1_000;

  /** Copies the lists. */
  public Simulation {
    waves = List.copyOf(waves);
    waits = List.copyOf(waits);
    timeline = List.copyOf(timeline);
  }

  /** From the first start of a wave until it may be built on. */
  public record WaveTime(String name, int count, long startSecond, long endSecond) {}

  /**
   * What became of it.
   *
   * @param kind how it ended; nothing where it stands still, for the {@code reason}
   * @param changed nodes that ran the new version, whether they still do or not
   */
  public record Fate(Optional<RolloutResult.Kind> kind, String reason, int changed, int skipped) {}

  /**
   * A wave that isn't let in.
   *
   * @param untilSecond when it is; -1 if never
   */
  public record Wait(int wave, long fromSecond, long untilSecond, String reason) {}

  /** How many nodes are healthy and in flight from that second on. */
  public record Point(long second, int healthy, int inFlight) {}

  /** Whether every wave has passed. */
  public boolean completed() {
    return fate.kind().equals(Optional.of(RolloutResult.Kind.DONE));
  }

  /** Nodes that a patch that fails everywhere reaches before it is stopped. */
  public int blastRadius() {
    return Simulator.run(plan, SimulationOptions.DEFAULT.with(new Scenario.BadPatch(0)))
        .fate()
        .changed();
  }

  static List<Point> thinned(List<Point> points) {
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
    var waiting = new ArrayList<Value>();
    for (var wait : waits) {
      var told =
          Value.object()
              .put("wave", waves.get(wait.wave()).name())
              .put("from_s", wait.fromSecond())
              .put("reason", wait.reason());
      waiting.add(
          (wait.untilSecond() < 0 ? told : told.put("until_s", wait.untilSecond())).build());
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
        .put("abort_probability", completed() ? 0 : 1)
        .put("bad_patch_reaches", blastRadius())
        .put("waits", waiting)
        .put("timeline", points)
        .build();
  }

  /** Digest of {@link #toJson}: what a PLAN record of the audit log names. */
  public Sha256 digest() {
    return Canonical.digest(toJson());
  }

  /** The page that people look at: self-contained HTML, with a forecast where there is one. */
  public String toHtml(Optional<Forecast> forecast) {
    return SimulationPage.of(this, forecast);
  }

  /** Prints the report that people read before they approve. */
  public void printReport(PrintStream out) {
    SimulationReport.of(this).forEach(out::println);
  }
}
