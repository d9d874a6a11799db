package xps.crypto.orchestrator.planner;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
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
 * @param whatIf what bad nights would be like
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

  /** Nights that are simulated for each of the bad ones, at most. */
  private static final int MOST_NIGHTS = 200;

  private static final int OFFLINE_PER_THOUSAND = 20;

  /** Copies the lists. */
  public Forecast {
    badPatch = List.copyOf(badPatch);
    whatIf = List.copyOf(whatIf);
  }

  /**
   * How many nodes ran a bad patch that showed in that wave first.
   *
   * @param total of all nights that were simulated for it
   * @param p95 of twenty nights, in nineteen no more
   */
  public record Reach(String wave, int nights, long total, int p95) {
    /** On average. */
    public double mean() {
      return (double) total / nights;
    }
  }

  /**
   * What nights are like in which something happens.
   *
   * @param name what, in words
   * @param ends how most of them end
   * @param so how many of the {@code nights} do
   * @param p50Seconds half of them take no longer
   * @param changed nodes that ran the new version, of all nights
   * @param skipped nodes that were left out, of all nights
   */
  public record WhatIf(
      String name, String ends, int so, int nights, long p50Seconds, long changed, long skipped) {}

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
      reaches.add(
          Value.object()
              .put("wave", reach.wave())
              .put("nodes", Value.ratio(reach.total(), reach.nights()))
              .put("p95_nodes", reach.p95())
              .build());
    }
    var nights = new ArrayList<Value>();
    for (var night : whatIf) {
      nights.add(
          Value.object()
              .put("name", night.name())
              .put("ends", night.ends())
              .put("probability", Value.ratio(night.so(), night.nights()))
              .put("duration_s", night.p50Seconds())
              .put("changed", Value.ratio(night.changed(), night.nights()))
              .put("skipped", Value.ratio(night.skipped(), night.nights()))
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
    var nights = nights(plan, options, runs);
    int aborted = (int) nights.stream().filter(night -> !night.fate().isGood()).count();
    return new Forecast(
        runs,
        percentile(nights, Night::seconds, 50),
        percentile(nights, Night::seconds, 95),
        aborted,
        badPatch(plan, options, runs),
        whatIf(plan, options, runs));
  }

  private record Night(long seconds, Simulation.Fate fate) {}

  private static List<Night> nights(RolloutPlan plan, SimulationOptions options, int runs) {
    return IntStream.range(0, runs)
        .parallel()
        .mapToObj(run -> Simulator.run(plan, options.withSeed(seed(options.seed(), run))))
        .map(night -> new Night(night.durationSeconds(), night.fate()))
        .toList();
  }

  /** The seeds of neighbours have no run in common, and no draws. */
  private static long seed(long seed, int run) {
    return mixed(mixed(seed) + run);
  }

  /** The finisher of SplitMix64: one bit more or less of the seed changes half of the result. */
  private static long mixed(long seed) {
    long mixed = (seed ^ seed >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }

  /** Nearest rank. */
  private static long percentile(List<Night> nights, ToLongFunction<Night> of, int percent) {
    long[] sorted = nights.stream().mapToLong(of).sorted().toArray();
    return sorted[Math.max(0, (int) (((long) sorted.length * percent + 99) / 100) - 1)];
  }

  /** One night where all would be the same, and no more than tell about an average. */
  private static int enough(SimulationOptions options, int runs) {
    return options.model().isCertain() ? 1 : Math.min(runs, MOST_NIGHTS);
  }

  private static List<Reach> badPatch(RolloutPlan plan, SimulationOptions options, int runs) {
    int count = enough(options, runs);
    return plan.waves().stream()
        .filter(wave -> !wave.nodes().isEmpty())
        .limit(MOST_WAVES)
        .map(wave -> {
          var nights = nights(plan, options.with(new Scenario.BadPatch(wave.index())), count);
          return new Reach(
              wave.name(),
              count,
              nights.stream().mapToLong(night -> night.fate().changed()).sum(),
              (int) percentile(nights, night -> night.fate().changed(), 95));
        })
        .toList();
  }

  private static List<WhatIf> whatIf(RolloutPlan plan, SimulationOptions options, int runs) {
    int certain = enough(options, runs);
    var told = new ArrayList<WhatIf>();
    told.add(whatIf("the canary is bad", plan, options.with(new Scenario.BadPatch(0)), certain));
    // Who is offline is drawn, however certain the rest is.
    told.add(
        whatIf(
            "2 % are offline",
            plan,
            options.with(new Scenario.Offline(OFFLINE_PER_THOUSAND)),
            Math.min(runs, MOST_NIGHTS)));
    largest(plan)
        .ifPresent(lost ->
            told.add(
                whatIf(
                    lost.label() + " " + lost.value() + " is lost halfway",
                    plan,
                    options.with(
                        new Scenario.Lost(
                            lost.label(),
                            lost.value(),
                            Duration.ofSeconds(
                                Simulator.run(plan, options).durationSeconds() / 2))),
                    certain)));
    return told;
  }

  private static WhatIf whatIf(
      String name, RolloutPlan plan, SimulationOptions options, int count) {
    var nights = nights(plan, options, count);
    var ends = new TreeMap<String, Integer>();
    nights.forEach(night -> ends.merge(night.fate().result(), 1, Integer::sum));
    var most = ends.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
    return new WhatIf(
        name,
        most.getKey(),
        most.getValue(),
        count,
        percentile(nights, Night::seconds, 50),
        nights.stream().mapToLong(night -> night.fate().changed()).sum(),
        nights.stream().mapToLong(night -> night.fate().skipped()).sum());
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
