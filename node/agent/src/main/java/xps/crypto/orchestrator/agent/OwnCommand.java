package xps.crypto.orchestrator.agent;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import xps.crypto.orchestrator.workload.ProcessGroup;

/**
 * A command of the node's owner: the words of {@code agent.yaml}, and nothing else. No shell, no
 * environment, no input; what it prints goes nowhere, because reports leave the node.
 */
record OwnCommand(List<String> argv) {
  static final int MOST_WORDS = 64;
  static final int MOST_CHARACTERS = 4_096;

  /** Gives it a session of its own, so that it ends with all that it has started. */
  private static final String OWN_SESSION = "/usr/bin/setsid";

  private static final File NOTHING = new File("/dev/null");

  OwnCommand {
    argv = List.copyOf(argv);
  }

  /**
   * Runs it to its end.
   *
   * @return why it didn't end well, within its time; nothing when it did. Whatever it has started
   *     and left in its session has ended, too: a service begins one of its own.
   */
  Optional<String> run(Duration patience) throws InterruptedException {
    var command = new ArrayList<>(List.of(OWN_SESSION));
    command.addAll(argv);
    var builder =
        new ProcessBuilder(command)
            .directory(new File("/"))
            .redirectInput(Redirect.from(NOTHING))
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD);
    builder.environment().clear();
    Process child;
    try {
      child = builder.start();
    } catch (IOException e) {
      return Optional.of("can't be started: " + e.getMessage());
    }
    try {
      if (!child.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return Optional.of("hasn't ended within " + patience.toMillis() + "ms");
      }
      int code = child.exitValue();
      return code == 0 ? Optional.empty() : Optional.of("ended with " + code);
    } finally {
      child.descendants().forEach(ProcessHandle::destroyForcibly);
      ProcessGroup.end(child.pid());
      child.destroyForcibly();
    }
  }
}
