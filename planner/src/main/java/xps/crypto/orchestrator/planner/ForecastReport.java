package xps.crypto.orchestrator.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A forecast told to a person. */
final class ForecastReport {
  private ForecastReport() {}

  static List<String> of(Forecast forecast) {
    var lines = new ArrayList<String>();
    lines.add(
        "Of %d nights half end within %s, nineteen of twenty within %s."
            .formatted(
                forecast.runs(),
                SimulationReport.clock(forecast.p50Seconds()),
                SimulationReport.clock(forecast.p95Seconds())));
    lines.add(
        String.format(
            Locale.ROOT,
            "%d of them (%.1f %%) don't come to a good end.",
            forecast.aborted(),
            100 * forecast.abortProbability()));
    lines.add("");
    forecast.badPatch().forEach(reach -> lines.add(reach(reach)));
    lines.add("");
    forecast.whatIf().forEach(what -> lines.add(whatIf(what)));
    return lines;
  }

  private static String reach(Forecast.Reach reach) {
    var least =
        "A bad patch that shows in %s first has reached %s nodes by then"
            .formatted(reach.wave(), average(reach.total(), reach.nights()));
    return reach.nights() == 1
        ? least + "."
        : least
            + " on average of %d nights, in nineteen of twenty at most %d."
                .formatted(reach.nights(), reach.p95());
  }

  private static String whatIf(Forecast.WhatIf what) {
    return "If %s: %s%s after %s, %s nodes changed, %s left out."
        .formatted(
            what.name(),
            what.ends().replace('_', ' '),
            what.so() == what.nights()
                ? ""
                : " in %d of %d nights".formatted(what.so(), what.nights()),
            SimulationReport.clock(what.p50Seconds()),
            average(what.changed(), what.nights()),
            average(what.skipped(), what.nights()));
  }

  /** Whole where it is. */
  private static String average(long total, int nights) {
    return total % nights == 0
        ? Long.toString(total / nights)
        : String.format(Locale.ROOT, "%.1f", (double) total / nights);
  }
}
