package xps.crypto.orchestrator.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line, as users start it, in its run-time image. */
record Xps(Path image) {

  /** The words that start it. */
  List<String> command(Object... words) {
    return command(List.of(), words);
  }

  /** The same with options for the JVM. */
  List<String> command(List<String> options, Object... words) {
    var command = new ArrayList<String>();
    command.add(image.resolve("bin/java").toString());
    command.add("@" + image.resolve("lib/xps.args"));
    command.addAll(1, options);
    for (var word : words) {
      command.add(word.toString());
    }
    return List.copyOf(command);
  }

  /** Runs it once; whether it went well. */
  boolean run(Object... words) throws InterruptedException {
    return Processes.millis(command(words)).isPresent();
  }
}
