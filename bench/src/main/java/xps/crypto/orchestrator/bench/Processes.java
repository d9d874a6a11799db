package xps.crypto.orchestrator.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How long whole processes take, from start to end. */
final class Processes {
  private Processes() {}

  /**
   * The median of so many runs, after one that doesn't count; nothing where the command can't be
   * run.
   */
  static Optional<Double> medianMillis(int runs, List<String> command) throws InterruptedException {
    var times = new ArrayList<Double>();
    try {
      for (int i = 0; i <= runs; i++) {
        long began = System.nanoTime();
        var process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
          return Optional.empty();
        }
        times.add(Duration.ofNanos(System.nanoTime() - began).toNanos() / 1e6);
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    var counted = times.subList(1, times.size()).stream().sorted().toList();
    return Optional.of(counted.get(counted.size() / 2));
  }
}
