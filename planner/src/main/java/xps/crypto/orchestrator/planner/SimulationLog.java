package xps.crypto.orchestrator.planner;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes down what happens in a simulation, as it happens. */
final class SimulationLog {
  private final RolloutPlan plan;
  private final Instant start;
  private final List<Simulation.Point> points = new ArrayList<>();
  private final List<Simulation.Wait> waits = new ArrayList<>();
  private final Instant[] began;
  private final Instant[] ended;
  private final boolean[] open;
  private int inFlight;
  private int peak;

  SimulationLog(RolloutPlan plan, Instant start) {
    this.plan = plan;
    this.start = start;
    this.began = new Instant[plan.waves().size()];
    this.ended = new Instant[plan.waves().size()];
    this.open = new boolean[plan.waves().size()];
    Arrays.fill(began, start);
    Arrays.fill(ended, start);
  }

  void started() {
    inFlight++;
    peak = Math.max(peak, inFlight);
  }

  void note(Command.Note note, Instant now) {
    switch (note) {
      case Command.Note.WaveOpened(var wave) -> {
        if (!open[wave]) {
          began[wave] = now;
          open[wave] = true;
        }
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
      case Command.Note.WaveBakes(var wave) -> ended[wave] = now;
      case Command.Note.WavePassed(var wave) -> ended[wave] = now;
      case Command.Note.NodeHealthy _, Command.Note.NodeRolledBack _, Command.Note.NodeLost _ ->
          inFlight--;
      case Command.Note.NodeSick _,
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
    points.add(new Simulation.Point(second, healthy, Math.max(0, inFlight)));
  }

  Simulation simulation(RolloutState state, Instant end) {
    var waves = new ArrayList<Simulation.WaveTime>();
    for (var wave : plan.waves()) {
      waves.add(
          new Simulation.WaveTime(
              wave.name(),
              wave.nodes().size(),
              seconds(began[wave.index()]),
              seconds(ended[wave.index()])));
    }
    int changed = (int) state.everybody.stream().filter(node -> node.changed).count();
    int skipped = state.waves.stream().mapToInt(wave -> wave.skipped).sum();
    return new Simulation(
        plan,
        waves,
        seconds(end),
        peak,
        new Simulation.Fate(
            state.result().map(RolloutResult::kind), state.reason(), changed, skipped),
        waits,
        Simulation.thinned(points));
  }

  private long seconds(Instant at) {
    return Duration.between(start, at).toSeconds();
  }
}
