package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.util.List;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.ProductVersion;

/** Keeps what only those need who mend a bug. The user sees where it is. */
final class CrashLog {
  private CrashLog() {}

  static Problem write(Throwable crash, List<String> words, Surroundings surroundings) {
    var text = new StringWriter();
    var writer = new PrintWriter(text);
    writer.println("xps " + ProductVersion.CURRENT + " at " + surroundings.clock().instant());
    writer.println("words: " + words);
    crash.printStackTrace(writer);
    try {
      // Made by the JDK for its owner alone: paths and names are in it.
      var file = Files.createTempFile(surroundings.temporary(), "xps-crash-", ".log");
      Files.writeString(file, text.toString());
      return problem(crash, file.toString(), "report it with that file");
    } catch (IOException e) {
      return problem(
          crash, "", "report it; no log could be written to " + surroundings.temporary());
    }
  }

  private static Problem problem(Throwable crash, String log, String remedy) {
    var message = "this is a mistake in xps itself: " + crash.getClass().getSimpleName();
    return new Problem(
        Code.INTERNAL, log.isEmpty() ? message : message + "; the log is " + log, log, remedy);
  }
}
