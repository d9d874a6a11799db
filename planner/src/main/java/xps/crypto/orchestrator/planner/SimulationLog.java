package xps.crypto.orchestrator.planner;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Writes down what happens in a simulation, as it happens. */
final class SimulationLog {
  private final RolloutPlan plan;
  private final Instant start;
  private final List<Simulation.Point> points = new ArrayList<>();
  private final List<Simulation.Wait> waits = new ArrayList<>();
  private final Map<Integer, Instant> began = new HashMap<>();
  private final Map<Integer, Instant> ended = new HashMap<>();

  SimulationLog(RolloutPlan plan, Instant start) {
    this.plan = plan;
    this.start = start;
  }

  void note(Command.Note note, Instant now) {
    switch (note) {
      case Command.Note.WaveOpened(var wave) -> {
        began.putIfAbsent(wave, now);
        waits.replaceAll(wait ->
            wait.wave() == wave && wait.untilSecond() < 0
                ? new Simulation.Wait(wave, wait.fromSecond(), seconds(now), wait.reason())
                : wait);
      }
      case Command.Note.WaveWaits(var wave, var reasons) -> {
        if (waits.stream().noneMatch(wait -> wait.wave() == wave && wait.untilSecond() < 0)) {
          waits.add(new Simulation.Wait(wave, seconds(now), -1, String.join("; ", reasons)));
        }
      }
      case Command.Note.WavePassed(var wave) -> ended.put(wave, now);
      case Command.Note.WaveBakes _,
          Command.Note.NodeHealthy _,
          Command.Note.NodeRolledBack _,
          Command.Note.NodeLost _,
          Command.Note.NodeSick _,
          Command.Note.NodeActive _,
          Command.Note.NodeFailed _,
          Command.Note.NodeSkipped _,
          Command.Note.NodeCommitted _,
          Command.Note.Halted _,
          Command.Note.Paused _,
          Command.Note.Resumed _ -> {}
    }
  }

  void point(RolloutState state, Instant now) {
    int healthy = 0;
    for (var wave : state.waves) {
      healthy += wave.healthy;
    }
    long second = seconds(now);
    if (!points.isEmpty() && points.getLast().second() == second) {
      points.removeLast();
    }
    points.add(new Simulation.Point(second, healthy, state.inFlight));
  }

  Simulation simulation(RolloutState state, Instant end) {
    var waves = new ArrayList<Simulation.WaveTime>();
    for (var wave : plan.waves()) {
      var passed = passed(wave);
      waves.add(
          new Simulation.WaveTime(
              wave.name(),
              wave.nodes().size(),
              second(wave.nodes().isEmpty() ? passed : at(began, wave)),
              second(passed)));
    }
    var peaks = peaks(state);
    // Where it waits for good nothing happens any more that anybody would look at.
    points.removeIf(point -> point.second() > seconds(end));
    return new Simulation(
        plan,
        waves,
        seconds(end),
        peaks.stream()
            .filter(peak -> peak.label().equals(Budget.EVERYBODY))
            .mapToInt(Simulation.Peak::out)
            .sum(),
        peaks.stream().filter(peak -> !peak.label().equals(Budget.EVERYBODY)).toList(),
        fate(state),
        waits,
        Simulation.thinned(points));
  }

  /** A wave without nodes is passed as soon as those before it are. */
  private Optional<Instant> passed(Wave wave) {
    if (!wave.nodes().isEmpty()) {
      return at(ended, wave);
    }
    var last = Optional.of(start);
    for (int index : wave.after()) {
      var before = passed(plan.waves().get(index));
      last = last.flatMap(at -> before.map(other -> at.isAfter(other) ? at : other));
    }
    return last;
  }

  private static Optional<Instant> at(Map<Integer, Instant> times, Wave wave) {
    return Optional.ofNullable(times.get(wave.index()));
  }

  /** Of every domain that is counted, and of all; the largest first. */
  private static List<Simulation.Peak> peaks(RolloutState state) {
    var nodes = new HashMap<Budget, Integer>();
    for (var node : state.everybody) {
      node.budgets.forEach(budget -> nodes.merge(budget, 1, Integer::sum));
    }
    return nodes.entrySet().stream()
        .map(entry ->
            new Simulation.Peak(
                entry.getKey().label,
                entry.getKey().value,
                entry.getValue(),
                entry.getKey().peak()))
        .sorted(
            Comparator.comparing(Simulation.Peak::label)
                .thenComparing(Simulation.Peak::out, Comparator.reverseOrder())
                .thenComparing(Simulation.Peak::value))
        .toList();
  }

  private Simulation.Fate fate(RolloutState state) {
    var stages = new EnumMap<NodeStage, Integer>(NodeStage.class);
    state.everybody.forEach(node -> stages.merge(node.stage, 1, Integer::sum));
    return new Simulation.Fate(
        state.result().map(RolloutResult::kind),
        reason(state),
        (int) state.everybody.stream().filter(node -> node.changed).count(),
        stages.getOrDefault(NodeStage.HEALTHY, 0),
        stages.getOrDefault(NodeStage.FAILED, 0) + stages.getOrDefault(NodeStage.NEEDS_PERSON, 0),
        stages.getOrDefault(NodeStage.ROLLED_BACK, 0),
        stages.getOrDefault(NodeStage.SKIPPED, 0));
  }

  private String reason(RolloutState state) {
    if (state.result().isPresent() || !state.reason().isEmpty()) {
      return state.reason();
    }
    return waits.stream()
        .filter(wait -> wait.untilSecond() < 0)
        .map(wait ->
            plan.waves().get(wait.wave()).name() + " is never let in (" + wait.reason() + ")")
        .collect(Collectors.joining(", "));
  }

  private OptionalLong second(Optional<Instant> at) {
    return at.map(time -> OptionalLong.of(seconds(time))).orElse(OptionalLong.empty());
  }

  private long seconds(Instant at) {
    return Duration.between(start, at).toSeconds();
  }
}
