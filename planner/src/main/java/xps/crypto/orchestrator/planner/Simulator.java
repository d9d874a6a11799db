package xps.crypto.orchestrator.planner;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Runs the real machine on a virtual clock: commands go in here, and what a fleet would answer
 * comes out as events. What was simulated is what runs.
 */
final class Simulator {
  private static final Instant ZERO = Instant.EPOCH;

  /** A plan of a million nodes has some ten events a node; beyond this it doesn't end. */
  private static final long MOST_EVENTS = 100_000_000;

  private final SimulationOptions options;
  private final RolloutPlan plan;
  private final PriorityQueue<Due> queue =
      new PriorityQueue<>(
          Comparator.comparing((Due due) -> due.event().at()).thenComparingLong(Due::order));
  private final List<Simulation.Point> points = new ArrayList<>();
  private final Instant[] began;
  private final Instant[] ended;
  private long order;
  private int started;
  private String bad = "";
  private int inFlight;
  private int peak;

  private Simulator(RolloutPlan plan, SimulationOptions options) {
    this.plan = plan;
    this.options = options;
    this.began = new Instant[plan.waves().size()];
    this.ended = new Instant[plan.waves().size()];
    Arrays.fill(began, ZERO);
    Arrays.fill(ended, ZERO);
  }

  private record Due(Event event, long order) {}

  static Simulation run(RolloutPlan plan, SimulationOptions options) {
    return new Simulator(plan, options).run();
  }

  private Simulation run() {
    var step = Rollout.start(plan, ZERO);
    carryOut(step.commands(), ZERO);
    var now = ZERO;
    for (long events = 0; step.state().result().isEmpty() && events < MOST_EVENTS; events++) {
      var due = queue.poll();
      if (due == null) {
        break;
      }
      now = due.event().at();
      step = Rollout.step(step.state(), due.event());
      carryOut(step.commands(), now);
      point(step.state(), now);
    }
    return Simulation.of(plan, options, step.state(), now, began, ended, peak, points);
  }

  private void carryOut(List<Command> commands, Instant now) {
    for (var command : commands) {
      switch (command) {
        case Command.AskGuard(var wave) ->
            later(new Event.GateAnswered(now, wave, true, List.of()));
        case Command.Start(var _, var node) -> start(node, now);
        case Command.StartProbing(var node) -> probe(node, now);
        case Command.StopProbing _ -> {}
        case Command.RollBack(var _, var node) ->
            later(
                new Event.Reported(
                    now.plus(interval()), node, NodeWord.ROLLED_BACK, false, "", ""));
        case Command.Announce(var note) -> note(note, now);
        case Command.Finish _ -> {}
      }
    }
  }

  private void start(String node, Instant now) {
    if (started++ == options.badNode()) {
      bad = node;
    }
    inFlight++;
    peak = Math.max(peak, inFlight);
    later(
        new Event.Reported(now.plus(options.startToProbe()), node, NodeWord.HEALTHY, true, "", ""));
  }

  /** As many answers as decide it, one an interval. */
  private void probe(String node, Instant now) {
    var check = plan.plan().healthCheck();
    if (check.isEmpty()) {
      return;
    }
    var good = !node.equals(bad);
    var answers = good ? check.get().successes() : check.get().failures();
    for (int number = 0; number < answers; number++) {
      later(
          new Event.ProbeAnswered(
              now.plus(interval().multipliedBy(number)), node, good, true, good ? "" : "wrong"));
    }
  }

  private Duration interval() {
    return plan.plan().healthCheck().map(Plan.HealthCheck::interval).orElse(Duration.ofSeconds(1));
  }

  private void note(Command.Note note, Instant now) {
    switch (note) {
      case Command.Note.WaveOpened(var wave) -> began[wave] = now;
      case Command.Note.WaveBakes(var wave) -> {
        ended[wave] = now;
        later(new Event.Tick(now.plus(plan.waves().get(wave).bake())));
      }
      case Command.Note.WavePassed(var wave) -> ended[wave] = now;
      case Command.Note.NodeHealthy _, Command.Note.NodeRolledBack _, Command.Note.NodeLost _ ->
          inFlight--;
      case Command.Note.WaveWaits _,
          Command.Note.NodeActive _,
          Command.Note.NodeFailed _,
          Command.Note.NodeSkipped _,
          Command.Note.Halted _,
          Command.Note.Paused _,
          Command.Note.Resumed _ -> {}
    }
  }

  private void later(Event event) {
    queue.add(new Due(event, order++));
  }

  private void point(RolloutState state, Instant now) {
    var healthy = state.waves.stream().mapToInt(wave -> wave.healthy).sum();
    var seconds = now.getEpochSecond();
    if (!points.isEmpty() && points.getLast().second() == seconds) {
      points.removeLast();
    }
    points.add(new Simulation.Point(seconds, healthy, Math.max(0, inFlight)));
  }
}
