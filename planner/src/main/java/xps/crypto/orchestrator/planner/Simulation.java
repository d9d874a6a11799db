package xps.crypto.orchestrator.planner;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Escape;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/**
 * What a dry run showed. Times are seconds from the start; the same plan, patch, fleet and seed
 * give the same bytes anywhere.
 *
 * @param peakUnavailable nodes that are out of service at once, at most
 * @param peaks the same for each domain that the plan counts by; by label, the largest first
 * @param waits where guard would say no, and for how long
 * @param timeline at most {@link #MOST_POINTS} points, evenly thinned
 */
public record Simulation(
    RolloutPlan plan,
    List<WaveTime> waves,
    long durationSeconds,
    int peakUnavailable,
    List<Peak> peaks,
    Fate fate,
    List<Wait> waits,
    List<Point> timeline) {
  /** Points of a timeline at most. */
  public static final int MOST_POINTS = 1_000;

  /** Copies the lists. */
  public Simulation {
    waves = List.copyOf(waves);
    peaks = List.copyOf(peaks);
    waits = List.copyOf(waits);
    timeline = List.copyOf(timeline);
  }

  /**
   * From the first start of a wave until it may be built on.
   *
   * @param startSecond nothing where it never began
   * @param endSecond nothing where it never came so far
   */
  public record WaveTime(
      String name, int count, OptionalLong startSecond, OptionalLong endSecond) {}

  /**
   * How many nodes with the same value of a label are out at once, at most.
   *
   * @param nodes of the rollout that have it
   */
  public record Peak(String label, String value, int nodes, int out) {}

  /**
   * What became of it.
   *
   * @param kind how it ended; nothing where it stands still, for the {@code reason}
   * @param changed nodes that ran the new version, whether they still do or not
   * @param unhealthy nodes that failed and stayed so
   */
  public record Fate(
      Optional<RolloutResult.Kind> kind,
      String reason,
      int changed,
      int healthy,
      int unhealthy,
      int rolledBack,
      int skipped) {
    /** Whether everybody was asked, and somebody got healthy. */
    boolean isGood() {
      return kind.equals(Optional.of(RolloutResult.Kind.DONE)) && healthy > 0;
    }

    /**
     * In a word of JSON. A night that left nobody healthy isn't done, whatever the machine says.
     */
    String result() {
      if (kind.equals(Optional.of(RolloutResult.Kind.DONE)) && healthy == 0) {
        return "nobody_healthy";
      }
      return kind.map(end -> end.name().toLowerCase(Locale.ROOT)).orElse("does_not_end");
    }
  }

  /**
   * A wave that isn't let in.
   *
   * @param untilSecond when it is; -1 if never
   */
  public record Wait(int wave, long fromSecond, long untilSecond, String reason) {}

  /** How many nodes are healthy and in flight from that second on. */
  public record Point(long second, int healthy, int inFlight) {}

  /** Whether every wave has passed, and not without anybody healthy. */
  public boolean completed() {
    return fate.isGood();
  }

  /** Nodes that a patch that fails everywhere reaches before it is stopped. */
  public int blastRadius() {
    return badNight().changed();
  }

  /** What becomes of the rollout of a patch that fails everywhere. */
  Fate badNight() {
    return Simulator.run(plan, SimulationOptions.DEFAULT.with(new Scenario.BadPatch(0))).fate();
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
    return SimulationJson.of(this);
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
    SimulationReport.of(this).forEach(line -> out.println(Escape.printable(line)));
  }
}
