package xps.crypto.orchestrator.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How long whole processes take, from start to end. */
final class Processes {
  private Processes() {}

  /** How long one run takes; nothing where it can't be run or doesn't end well. */
  static Optional<Double> millis(List<String> command) throws InterruptedException {
    long began = System.nanoTime();
    try {
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0
          ? Optional.of((System.nanoTime() - began) / 1e6)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The median of so many runs, after one that doesn't count; nothing where one fails. */
  static Optional<Double> medianMillis(int runs, List<String> command) throws InterruptedException {
    var times = new ArrayList<Double>();
    for (int i = 0; i <= runs; i++) {
      var time = millis(command);
      if (time.isEmpty()) {
        return Optional.empty();
      }
      times.add(time.get());
    }
    var counted = times.subList(1, times.size()).stream().sorted().toList();
    return Optional.of(counted.get(counted.size() / 2));
  }
}
