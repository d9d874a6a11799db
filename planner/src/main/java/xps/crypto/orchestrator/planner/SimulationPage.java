package xps.crypto.orchestrator.planner;

import java.util.Optional;
import java.util.stream.Collectors;
import xps.crypto.orchestrator.document.Escape;

/** A simulation as one self-contained HTML page: no script, nothing that is fetched. */
final class SimulationPage {
  private static final int WIDTH = 720;
  private static final int ROW = 26;
  private static final int LABEL = 150;
  private static final int CURVE = 140;

  /** Squares of a wave at most; each then stands for several nodes. */
  private static final int MOST_SQUARES = 200;

  private static final String STYLE =
      """
      :root { color-scheme: light dark; --ink: #1d2733; --soft: #6b7885; --bar: #2f7d6d;
        --canary: #d9903d; --paper: #fbfaf7; --line: #d8d5cc; }
      @media (prefers-color-scheme: dark) { :root { --ink: #e6e3da; --soft: #98a2ad;
        --bar: #58b39f; --canary: #e0a458; --paper: #171c22; --line: #353d46; } }
      body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
        max-width: 54rem; margin: 2rem auto; padding: 0 1rem; }
      h1 { font-size: 1.35rem; } h2 { font-size: 1.05rem; margin-top: 2rem; }
      table { border-collapse: collapse; width: 100%; } td, th { text-align: left;
        padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line); }
      td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
      .squares { display: flex; flex-wrap: wrap; gap: 2px; margin: .2rem 0 .8rem; }
      .squares i { width: 10px; height: 10px; background: var(--bar); border-radius: 2px; }
      .canary i { background: var(--canary); } small { color: var(--soft); }
      text { fill: var(--ink); font: 12px system-ui, sans-serif; }
      rect.bar { fill: var(--bar); } rect.canary { fill: var(--canary); }
      line { stroke: var(--line); } path { fill: none; stroke: var(--bar); stroke-width: 2; }
      """;

  private SimulationPage() {}

  static String of(Simulation simulation, Optional<Forecast> forecast) {
    var patch = simulation.plan().patch();
    var title = escaped("Simulation of " + patch.id() + " " + patch.version());
    return """
    <!doctype html>
    <html lang="en">
    <head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <title>%s</title>
    <style>
    %s</style></head>
    <body>
    <h1>%s</h1>
    %s
    <h2>Waves</h2>
    %s
    <h2>Timeline</h2>
    %s
    <h2>Healthy nodes</h2>
    %s
    %s
    </body>
    </html>
    """
        .formatted(
            title,
            STYLE,
            title,
            summary(simulation),
            simulation.waves().stream()
                .map(SimulationPage::squares)
                .collect(Collectors.joining("\n")),
            gantt(simulation),
            curve(simulation),
            forecast.map(SimulationPage::forecast).orElse(""));
  }

  private static String summary(Simulation simulation) {
    return SimulationReport.of(simulation).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("  "))
        .map(line -> "<p>" + escaped(line) + "</p>")
        .collect(Collectors.joining("\n"));
  }

  private static String squares(Simulation.WaveTime wave) {
    int each = Math.max(1, (wave.count() + MOST_SQUARES - 1) / MOST_SQUARES);
    int squares = (wave.count() + each - 1) / each;
    var scale = each == 1 ? "" : ", a square is " + each + " nodes";
    return "<div>%s <small>%d nodes%s</small></div><div class=\"squares%s\">%s</div>"
        .formatted(
            escaped(wave.name()),
            wave.count(),
            scale,
            wave.name().equals(Wave.CANARY) ? " canary" : "",
            "<i></i>".repeat(squares));
  }

  private static String gantt(Simulation simulation) {
    var waves = simulation.waves();
    long total = Math.max(1, simulation.durationSeconds());
    var rows = new StringBuilder();
    for (int row = 0; row < waves.size(); row++) {
      var wave = waves.get(row);
      rows.append(
          """
          <text x="0" y="%d">%s</text>
          %s<text x="%d" y="%d">%s</text>
          """
              .formatted(
                  row * ROW + 17,
                  escaped(wave.name()),
                  bar(wave, row, total),
                  LABEL + WIDTH + 10,
                  row * ROW + 17,
                  SimulationReport.times(wave)));
    }
    return "<svg viewBox=\"0 0 %d %d\" width=\"100%%\" role=\"img\" aria-label=\"waves over time\">\n%s</svg>"
        .formatted(LABEL + WIDTH + 160, waves.size() * ROW + 4, rows);
  }

  /** Of a wave that came to its end. */
  private static String bar(Simulation.WaveTime wave, int row, long total) {
    if (wave.startSecond().isEmpty() || wave.endSecond().isEmpty()) {
      return "";
    }
    int from = place(wave.startSecond().getAsLong(), total);
    int to = place(wave.endSecond().getAsLong(), total);
    return """
    <rect class="bar%s" x="%d" y="%d" width="%d" height="%d" rx="3"/>
    """
        .formatted(
            wave.name().equals(Wave.CANARY) ? " canary" : "",
            LABEL + from,
            row * ROW + 4,
            Math.max(2, to - from),
            ROW - 8);
  }

  private static int place(long second, long total) {
    return (int) (second * WIDTH / total);
  }

  private static String curve(Simulation simulation) {
    long total = Math.max(1, simulation.durationSeconds());
    int nodes = Math.max(1, simulation.waves().stream().mapToInt(Simulation.WaveTime::count).sum());
    var path = new StringBuilder("M" + LABEL + " " + CURVE);
    for (var point : simulation.timeline()) {
      int x = LABEL + place(point.second(), total);
      int y = CURVE - (int) ((long) point.healthy() * (CURVE - 10) / nodes);
      path.append(" H").append(x).append(" V").append(y);
    }
    return """
    <svg viewBox="0 0 %d %d" width="100%%" role="img" aria-label="healthy nodes over time">
    <line x1="%d" y1="%d" x2="%d" y2="%d"/>
    <text x="0" y="%d">0 of %d</text><text x="0" y="20">%d of %d</text>
    <path d="%s"/>
    </svg>\
    """
        .formatted(
            LABEL + WIDTH + 160,
            CURVE + 10,
            LABEL,
            CURVE,
            LABEL + WIDTH,
            CURVE,
            CURVE,
            nodes,
            nodes,
            nodes,
            path);
  }

  private static String forecast(Forecast forecast) {
    return "<h2>Forecast</h2>\n"
        + ForecastReport.of(forecast).stream()
            .filter(line -> !line.isBlank())
            .map(line -> "<p>" + escaped(line.strip()) + "</p>")
            .collect(Collectors.joining("\n"));
  }

  /** Names come from files that somebody else wrote, to be read and not to be obeyed. */
  private static String escaped(String text) {
    return Escape.printable(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
