package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import xps.crypto.orchestrator.workload.SelfTest;

/**
 * Whether this machine allows a cage for self-tests: kernels and containers may forbid namespaces,
 * and the tools may not be there.
 */
final class CageTrial {
  private static final int PATIENCE_SECONDS = 10;

  /** Starts another process, which the limit of processes has to allow for. */
  private static final List<String> NOTHING =
      List.of("/usr/bin/unshare", "--fork", "/usr/bin/true");

  private CageTrial() {}

  /** Tries it with a command that does nothing. */
  static boolean passes() {
    return passes(SelfTest.CAGE);
  }

  static boolean passes(List<String> cage) {
    var command = new ArrayList<>(cage);
    command.addAll(NOTHING);
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    try {
      var child = builder.start();
      try {
        return child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && child.exitValue() == 0;
      } finally {
        child.destroyForcibly();
      }
    } catch (IOException _) {
      return false; // without the tools
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
