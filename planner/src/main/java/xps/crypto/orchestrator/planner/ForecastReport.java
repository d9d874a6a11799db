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
    for (var reach : forecast.badPatch()) {
      lines.add(
          "A bad patch that shows in %s first has reached %d nodes by then."
              .formatted(reach.wave(), reach.nodes()));
    }
    lines.add("");
    for (var what : forecast.whatIf()) {
      lines.add(
          "If %s: %s after %s, %d nodes changed, %d left out."
              .formatted(
                  what.name(),
                  what.ends().map(ForecastReport::ending).orElse("it stands still"),
                  SimulationReport.clock(what.seconds()),
                  what.changed(),
                  what.skipped()));
    }
    return lines;
  }

  private static String ending(RolloutResult.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
