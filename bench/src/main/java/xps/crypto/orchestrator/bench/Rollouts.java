package xps.crypto.orchestrator.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import xps.crypto.orchestrator.planner.Command;
import xps.crypto.orchestrator.planner.Event;
import xps.crypto.orchestrator.planner.Fleet;
import xps.crypto.orchestrator.planner.NodeWord;
import xps.crypto.orchestrator.planner.Rollout;
import xps.crypto.orchestrator.planner.RolloutPlan;
import xps.crypto.orchestrator.planner.SimulationOptions;

/**
 * How plans, simulations and the rollout machine grow with the fleet, each figure beside its bound.
 * A process of its own, whose heap the bench bounds.
 */
final class Rollouts {
  private static final List<Integer> SIZES = List.of(1_000, 10_000, 100_000, 1_000_000);
  private static final int REPEATS = 3;
  private static final int STEP_NODES = 10_000;
  private static final int STEP_ROUNDS = 40;
  private static final int FORECAST_NODES = 1_000;
  private static final int FORECAST_RUNS = 1_000;

  private final Path folder;

  private Rollouts(Path folder) {
    this.folder = folder;
  }

  /** Argument: a folder to keep fleets in. */
  public static void main(String... arguments) throws IOException {
    var rollouts = new Rollouts(Path.of(arguments[0]));
    rollouts.growth();
    rollouts.events();
    rollouts.forecast();
  }

  private void growth() throws IOException {
    System.out.println();
    System.out.println("Fleets (jsonl): best of " + REPEATS + ", ms");
    System.out.println("       nodes      parse       plan   simulate   together");
    for (int nodes : SIZES) {
      var file = BenchFleet.write(folder, nodes);
      double parse = Double.MAX_VALUE;
      double plan = Double.MAX_VALUE;
      double simulate = Double.MAX_VALUE;
      for (int repeat = 0; repeat < REPEATS; repeat++) {
        var fleet = timed(() -> Fleet.load(file));
        parse = Math.min(parse, fleet.millis());
        var dealt = timed(() -> BenchFleet.plan(fleet.value()));
        plan = Math.min(plan, dealt.millis());
        var night = timed(() -> dealt.value().simulate());
        simulate = Math.min(simulate, night.millis());
        if (!night.value().completed()) {
          throw new IllegalStateException("the night didn't end: " + night.value().fate());
        }
      }
      System.out.println(
          "%12d %10.0f %10.0f %10.0f %10.0f%s"
              .formatted(
                  nodes,
                  parse,
                  plan,
                  simulate,
                  plan + simulate,
                  nodes == 1_000_000 ? "   bounds: parse 3000, plan and simulate 2000" : ""));
    }
    System.out.println(
        "  largest heap used %d MiB of %d MiB (bound: 2048)"
            .formatted(peakHeap() >> 20, Runtime.getRuntime().maxMemory() >> 20));
  }

  private static long peakHeap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == java.lang.management.MemoryType.HEAP)
        .mapToLong(pool -> pool.getPeakUsage().getUsed())
        .sum();
  }

  /** Whole rollouts, event by event: what a fleet says, and what a second's ticks ask. */
  private void events() throws IOException {
    var plan = BenchFleet.plan(Fleet.load(BenchFleet.write(folder, STEP_NODES)));
    var rates = new double[STEP_ROUNDS];
    for (int round = 0; round < STEP_ROUNDS; round++) {
      rates[round] = new EventStream(plan).run();
    }
    Arrays.sort(rates);
    System.out.println();
    System.out.println("The machine at %d nodes, one core".formatted(STEP_NODES));
    System.out.println(
        "  %-42s %8.2f million events/s (bound: 1)"
            .formatted("median of " + STEP_ROUNDS + " rollouts", rates[STEP_ROUNDS / 2] / 1e6));
  }

  private void forecast() throws IOException {
    var plan = BenchFleet.plan(Fleet.load(BenchFleet.write(folder, FORECAST_NODES)));
    double best = Double.MAX_VALUE;
    for (int repeat = 0; repeat < REPEATS; repeat++) {
      best =
          Math.min(
              best, timed(() -> plan.forecast(SimulationOptions.DEFAULT, FORECAST_RUNS)).millis());
    }
    System.out.println();
    System.out.println(
        "  %-42s %8.0f ms (bound: 5000)"
            .formatted("%d nights of %d nodes".formatted(FORECAST_RUNS, FORECAST_NODES), best));
  }

  private record Timed<T>(T value, double millis) {}

  private static <T> Timed<T> timed(Supplier<T> work) {
    long begin = System.nanoTime();
    var value = work.get();
    return new Timed<>(value, (System.nanoTime() - begin) / 1e6);
  }

  /** Plays a fleet in which all goes well, as fast as it can. */
  private static final class EventStream {
    private final RolloutPlan plan;
    private long events;

    EventStream(RolloutPlan plan) {
      this.plan = plan;
    }

    double run() {
      var now = java.time.Instant.parse("2026-03-01T12:00:00Z");
      var step = Rollout.start(plan, now);
      var queue = new java.util.ArrayDeque<Event>();
      long nanos = 0;
      answer(step.commands(), now, queue);
      while (step.state().result().isEmpty()) {
        if (queue.isEmpty()) {
          now = now.plusSeconds(60);
          queue.add(new Event.Tick(now));
        }
        // Time is taken around many events at once: the clock itself is slow.
        var batch = List.copyOf(queue);
        queue.clear();
        var commands = new java.util.ArrayList<Command>();
        long begin = System.nanoTime();
        for (var event : batch) {
          step = Rollout.step(step.state(), event);
          commands.addAll(step.commands());
        }
        nanos += System.nanoTime() - begin;
        events += batch.size();
        answer(commands, now, queue);
      }
      return events * 1e9 / nanos;
    }

    private static void answer(
        List<Command> commands, java.time.Instant now, java.util.ArrayDeque<Event> queue) {
      for (var command : commands) {
        switch (command) {
          case Command.AskGuard(var wave) ->
              queue.add(new Event.GateAnswered(now, wave, true, List.of()));
          case Command.Start(var _, var node) -> {
            queue.add(reported(now, node, NodeWord.STAGING, false));
            queue.add(reported(now, node, NodeWord.ACTIVATING, false));
            queue.add(reported(now, node, NodeWord.ACTIVE, true));
            queue.add(reported(now, node, NodeWord.HEALTHY, true));
            queue.add(new Event.ProbeAnswered(now, node, true, true, ""));
            queue.add(new Event.Tick(now));
          }
          case Command.StartProbing _,
              Command.StopProbing _,
              Command.RollBack _,
              Command.Announce _,
              Command.Finish _ -> {}
        }
      }
    }

    private static Event reported(
        java.time.Instant now, String node, NodeWord word, boolean runsWanted) {
      return new Event.Reported(now, node, word, runsWanted, "", "");
    }
  }
}
