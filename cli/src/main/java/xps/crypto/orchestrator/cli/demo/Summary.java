package xps.crypto.orchestrator.cli.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import xps.crypto.orchestrator.document.Value;

/**
 * What came of the whole story.
 *
 * @param calls that users made
 * @param wrong answers that were wrong, but for those of {@code canaryWrong}
 * @param canaryWrong wrong answers of the bad module on the one node that tried it
 * @param waves how long each wave of the first rollout took, in their order
 */
public record Summary(
    List<PartResult> parts,
    long calls,
    long lost,
    long wrong,
    String canary,
    long canaryWrong,
    List<WaveTime> waves,
    long records,
    int attempts,
    int refused) {
  /** A wave, and how long it took. */
  record WaveTime(String name, Duration time) {}

  public Summary {
    parts = List.copyOf(parts);
    waves = List.copyOf(waves);
  }

  /** Whether all of it was so. */
  public boolean ok() {
    return parts.stream().allMatch(PartResult::ok)
        && calls > 0
        && lost == 0
        && wrong == 0
        && attempts > 0
        && refused == attempts;
  }

  /** What {@code --json} adds. */
  public Value.Obj toJson() {
    var phases = new ArrayList<Value>();
    for (var part : parts) {
      phases.add(
          Value.object()
              .put("name", part.name())
              .put("ok", part.ok())
              .put("exit", part.exit())
              .build());
    }
    var times = new ArrayList<Value>();
    for (var wave : waves) {
      times.add(
          Value.object()
              .put("name", wave.name())
              .put("duration_ms", wave.time().toMillis())
              .build());
    }
    return Value.object()
        .put("phases", phases)
        .put(
            "calls",
            Value.object().put("made", calls).put("lost", lost).put("wrong", wrong).build())
        .put("canary", Value.object().put("node", canary).put("wrong", canaryWrong).build())
        .put("waves", times)
        .put("audit_records", records)
        .put("attacks", Value.object().put("made", attempts).put("refused", refused).build())
        .build();
  }

  /** The same for people. */
  List<List<String>> rows() {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("calls made", number(calls)));
    rows.add(List.of("calls lost", number(lost)));
    rows.add(List.of("wrong answers outside the bad canary", number(wrong)));
    rows.add(List.of("wrong answers of " + canary + " while it ran 3.2.2", number(canaryWrong)));
    for (var wave : waves) {
      rows.add(List.of(wave.name() + " of 3.2.1", seconds(wave.time())));
    }
    rows.add(List.of("audit records", number(records)));
    rows.add(List.of("attacks refused", refused + " of " + attempts));
    return List.copyOf(rows);
  }

  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }
}
