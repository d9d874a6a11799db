package xps.crypto.orchestrator.planner;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import xps.crypto.orchestrator.document.Value;

/**
 * What many nights would be like, each with its own draws, and what some bad ones would do. The
 * same seed gives the same forecast, on any number of cores.
 *
 * @param runs how many nights were simulated
 * @param p50Seconds half of them take no longer
 * @param p95Seconds of twenty, nineteen take no longer
 * @param aborted of the runs, how many didn't come to a good end
 * @param badPatch how far a bad patch comes, by the wave in which it shows
 */
public record Forecast(
    int runs,
    long p50Seconds,
    long p95Seconds,
    int aborted,
    List<Reach> badPatch,
    List<WhatIf> whatIf) {
  /** Above this a forecast is about the same. */
  public static final int MOST_RUNS = 100_000;

  /** Ways in which a bad patch can show are looked at for so many waves. */
  private static final int MOST_WAVES = 16;

  private static final int OFFLINE_PER_THOUSAND = 20;

  /** Copies the lists. */
  public Forecast {
    badPatch = List.copyOf(badPatch);
    whatIf = List.copyOf(whatIf);
  }

  /** How many nodes ran a bad patch that showed in that wave first. */
  public record Reach(String wave, int nodes) {}

  /**
   * A night in which something happens.
   *
   * @param name what, in words
   */
  public record WhatIf(
      String name, Optional<RolloutResult.Kind> ends, long seconds, int changed, int skipped) {}

  /** Of the runs, the share that didn't come to a good end. */
  public double abortProbability() {
    return (double) aborted / runs;
  }

  /** The report that people read, line by line. */
  public List<String> report() {
    return ForecastReport.of(this);
  }

  /** The member {@code forecast} of {@code plan simulate --json}. */
  public Value.Obj toJson() {
    var reaches = new ArrayList<Value>();
    for (var reach : badPatch) {
      reaches.add(Value.object().put("wave", reach.wave()).put("nodes", reach.nodes()).build());
    }
    var nights = new ArrayList<Value>();
    for (var night : whatIf) {
      nights.add(
          Value.object()
              .put("name", night.name())
              .put(
                  "ends",
                  night
                      .ends()
                      .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                      .orElse("stands_still"))
              .put("duration_s", night.seconds())
              .put("changed", night.changed())
              .put("skipped", night.skipped())
              .build());
    }
    return Value.object()
        .put("runs", runs)
        .put("p50_s", p50Seconds)
        .put("p95_s", p95Seconds)
        .put("aborted", aborted)
        .put("bad_patch", reaches)
        .put("what_if", nights)
        .build();
  }

  static Forecast of(RolloutPlan plan, SimulationOptions options, int runs) {
    if (runs < 1 || runs > MOST_RUNS) {
      throw new IllegalArgumentException("runs are from 1 to " + MOST_RUNS);
    }
    var nights =
        IntStream.range(0, runs)
            .parallel()
            .mapToObj(run -> Simulator.run(plan, options.withSeed(options.seed() + run)))
            .map(night -> new Night(night.durationSeconds(), night.completed()))
            .toArray(Night[]::new);
    long[] seconds = Arrays.stream(nights).mapToLong(Night::seconds).sorted().toArray();
    int aborted = (int) Arrays.stream(nights).filter(night -> !night.completed()).count();
    return new Forecast(
        runs,
        seconds[rank(runs, 50)],
        seconds[rank(runs, 95)],
        aborted,
        badPatch(plan, options),
        whatIf(plan, options));
  }

  private record Night(long seconds, boolean completed) {}

  /** Nearest rank. */
  private static int rank(int runs, int percent) {
    return Math.max(0, (int) (((long) runs * percent + 99) / 100) - 1);
  }

  private static List<Reach> badPatch(RolloutPlan plan, SimulationOptions options) {
    return plan.waves().stream()
        .filter(wave -> !wave.nodes().isEmpty())
        .limit(MOST_WAVES)
        .map(wave ->
            new Reach(
                wave.name(),
                Simulator.run(plan, options.with(new Scenario.BadPatch(wave.index())))
                    .fate()
                    .changed()))
        .toList();
  }

  private static List<WhatIf> whatIf(RolloutPlan plan, SimulationOptions options) {
    var told = new ArrayList<WhatIf>();
    told.add(whatIf("the canary is bad", plan, options, new Scenario.BadPatch(0)));
    told.add(whatIf("2 % are offline", plan, options, new Scenario.Offline(OFFLINE_PER_THOUSAND)));
    largest(plan)
        .ifPresent(lost ->
            told.add(
                whatIf(
                    lost.label() + " " + lost.value() + " is lost halfway",
                    plan,
                    options,
                    new Scenario.Lost(
                        lost.label(),
                        lost.value(),
                        Duration.ofSeconds(Simulator.run(plan, options).durationSeconds() / 2)))));
    return told;
  }

  private static WhatIf whatIf(
      String name, RolloutPlan plan, SimulationOptions options, Scenario scenario) {
    var night = Simulator.run(plan, options.with(scenario));
    return new WhatIf(
        name,
        night.fate().kind(),
        night.durationSeconds(),
        night.fate().changed(),
        night.fate().skipped());
  }

  private record Domain(String label, String value) {}

  /** The largest zone, or region where nodes have no zones. */
  private static Optional<Domain> largest(RolloutPlan plan) {
    for (var label : List.of("zone", "region")) {
      var counts = new TreeMap<String, Integer>();
      plan.waves().stream()
          .flatMap(wave -> wave.nodes().stream())
          .flatMap(id -> plan.fleet().node(id).stream())
          .flatMap(node -> node.matchable(label).stream())
          .forEach(value -> counts.merge(value, 1, Integer::sum));
      var most = counts.entrySet().stream().max(Map.Entry.comparingByValue());
      if (most.isPresent()) {
        return Optional.of(new Domain(label, most.get().getKey()));
      }
    }
    return Optional.empty();
  }
}
