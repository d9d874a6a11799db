package xps.crypto.orchestrator.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A simulation told to a person: a line a wave with its place on the time axis. */
final class SimulationReport {
  private static final int AXIS = 40;
  private static final int NAME = 14;

  private SimulationReport() {}

  static List<String> of(Simulation simulation) {
    var lines = new ArrayList<String>();
    var patch = simulation.plan().patch();
    var nodes = simulation.waves().stream().mapToInt(Simulation.WaveTime::count).sum();
    lines.add(
        String.format(
            Locale.ROOT,
            "Simulation of %s %s: %d nodes, %d waves, %s",
            patch.id(),
            patch.version(),
            nodes,
            simulation.waves().size(),
            clock(simulation.durationSeconds())));
    lines.add("");
    for (var wave : simulation.waves()) {
      lines.add(line(simulation, wave));
    }
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "At most %d of %d nodes are out at a time.",
            simulation.peakUnavailable(),
            nodes));
    lines.add(badPatch(simulation, nodes));
    simulation.waits().forEach(wait -> lines.add(wait(simulation, wait)));
    if (!simulation.completed()) {
      lines.add(
          "The rollout does not come to a good end"
              + (simulation.fate().reason().isEmpty() ? "." : ": " + simulation.fate().reason()));
    }
    return lines;
  }

  private static String badPatch(Simulation simulation, int nodes) {
    var reached = simulation.blastRadius();
    return String.format(
        Locale.ROOT,
        "A bad patch would reach %d of %d nodes before it is stopped and taken back.",
        reached,
        nodes);
  }

  private static String wait(Simulation simulation, Simulation.Wait wait) {
    var until = wait.untilSecond() < 0 ? "for good" : "until " + clock(wait.untilSecond());
    return "%s waits from %s %s: %s"
        .formatted(
            simulation.waves().get(wait.wave()).name(),
            clock(wait.fromSecond()),
            until,
            wait.reason());
  }

  private static String line(Simulation simulation, Simulation.WaveTime wave) {
    return String.format(
        Locale.ROOT,
        "  %-" + NAME + "s %6d nodes  %8s → %-8s  %s",
        wave.name(),
        wave.count(),
        clock(wave.startSecond()),
        clock(wave.endSecond()),
        bar(wave, Math.max(1, simulation.durationSeconds())));
  }

  private static String bar(Simulation.WaveTime wave, long total) {
    var from = (int) (wave.startSecond() * AXIS / total);
    var to = (int) (wave.endSecond() * AXIS / total);
    var length = wave.count() == 0 ? 0 : Math.max(1, to - from);
    return "·".repeat(from) + "█".repeat(length) + "·".repeat(Math.max(0, AXIS - from - length));
  }

  /** As a clock shows it. */
  static String clock(long seconds) {
    return seconds < 3_600
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3_600, seconds / 60 % 60, seconds % 60);
  }
}
