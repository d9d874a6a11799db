package xps.crypto.orchestrator.planner;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A simulation told to a person: a line a wave with its place on the time axis. */
final class SimulationReport {
  private static final int AXIS = 40;
  private static final int NAME = 14;

  /** Domains of a label that are named. */
  private static final int DOMAINS = 10;

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
    lines.addAll(domains(simulation));
    lines.add(badPatch(simulation, nodes));
    unwell(simulation, nodes).ifPresent(lines::add);
    simulation.waits().forEach(wait -> lines.add(wait(simulation, wait)));
    if (!simulation.completed()) {
      lines.add(badEnd(simulation.fate()));
    }
    return lines;
  }

  private static String badEnd(Simulation.Fate fate) {
    var reason =
        fate.reason().isEmpty() && fate.healthy() == 0 ? "nobody gets healthy" : fate.reason();
    return (fate.kind().isEmpty()
            ? "The rollout does not end"
            : "The rollout does not come to a good end")
        + (reason.isEmpty() ? "." : ": " + reason);
  }

  /** A line a label, with the values of which most are out. */
  private static List<String> domains(Simulation simulation) {
    var byLabel = new LinkedHashMap<String, List<Simulation.Peak>>();
    simulation
        .peaks()
        .forEach(peak -> byLabel.computeIfAbsent(peak.label(), _ -> new ArrayList<>()).add(peak));
    var lines = new ArrayList<String>();
    byLabel.forEach((label, peaks) -> {
      var named =
          peaks.stream()
              .limit(DOMAINS)
              .map(peak -> "%s %d of %d".formatted(peak.value(), peak.out(), peak.nodes()))
              .collect(Collectors.joining(", "));
      var more =
          peaks.size() > DOMAINS ? ", and fewer in " + (peaks.size() - DOMAINS) + " more" : "";
      lines.add("By %s at most: %s%s.".formatted(label, named, more));
    });
    return lines;
  }

  private static Optional<String> unwell(Simulation simulation, int nodes) {
    var fate = simulation.fate();
    var parts = new ArrayList<String>();
    if (fate.unhealthy() > 0) {
      parts.add("%d of %d nodes end unhealthy".formatted(fate.unhealthy(), nodes));
    }
    if (fate.rolledBack() > 0) {
      parts.add("%d of %d are taken back".formatted(fate.rolledBack(), nodes));
    }
    if (fate.skipped() > 0) {
      parts.add("%d of %d are left out".formatted(fate.skipped(), nodes));
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", parts) + ".");
  }

  /** Only what the machine did with such a patch is said of it. */
  private static String badPatch(Simulation simulation, int nodes) {
    if (simulation.plan().plan().healthCheck().isEmpty()) {
      return "Nothing would notice a bad patch: the plan has no health_check.";
    }
    var night = simulation.badNight();
    var reach = "A bad patch would reach %d of %d nodes".formatted(night.changed(), nodes);
    if (night.kind().isEmpty()) {
      return reach + ", and the rollout would stand still: " + night.reason() + ".";
    }
    int stays = night.changed() - night.rolledBack();
    return switch (night.kind().get()) {
      case DONE -> reach + ", and nothing would stop it.";
      case NEEDS_PERSON -> reach + " before it is stopped, and somebody would have to look.";
      case ROLLED_BACK, FAILED, CANCELLED ->
          stays == 0
              ? reach + " before it is stopped and taken back."
              : reach + " before it is stopped, and stay on %d of them.".formatted(stays);
    };
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
    var head =
        String.format(Locale.ROOT, "  %-" + NAME + "s %6d nodes  ", wave.name(), wave.count());
    if (wave.startSecond().isEmpty() || wave.endSecond().isEmpty()) {
      return head + times(wave);
    }
    return String.format(
        Locale.ROOT,
        "%s%8s → %-8s  %s",
        head,
        clock(wave.startSecond().getAsLong()),
        clock(wave.endSecond().getAsLong()),
        bar(wave, Math.max(1, simulation.durationSeconds())));
  }

  /** From when to when, or how far it came. */
  static String times(Simulation.WaveTime wave) {
    if (wave.startSecond().isEmpty()) {
      return "not begun";
    }
    return clock(wave.startSecond().getAsLong())
        + " → "
        + (wave.endSecond().isEmpty() ? "not finished" : clock(wave.endSecond().getAsLong()));
  }

  private static String bar(Simulation.WaveTime wave, long total) {
    var from = (int) (wave.startSecond().orElse(0) * AXIS / total);
    var to = (int) (wave.endSecond().orElse(0) * AXIS / total);
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
