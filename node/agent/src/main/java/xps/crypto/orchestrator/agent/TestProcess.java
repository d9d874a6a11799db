package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.workload.ModuleName;
import xps.crypto.orchestrator.workload.ObjectDigest;
import xps.crypto.orchestrator.workload.ProcessGroup;
import xps.crypto.orchestrator.workload.SelfTest;
import xps.crypto.orchestrator.workload.Uid;

/**
 * The self-test of staged modules in a child process, because loading one runs its constructors.
 *
 * <p>The child has nothing of the agent's environment and an empty folder, a time to live, and
 * takes its children with it. In a cage it reaches nothing of the agent's; without one it has the
 * agent's own rights within limits, and the report says {@code unsandboxed}.
 */
final class TestProcess {
  private final Path store;
  private final Duration patience;
  private final boolean isCaged;

  TestProcess(Path store, Duration patience, boolean isCaged) {
    this.store = store;
    this.patience = patience;
    this.isCaged = isCaged;
  }

  /** Why the modules didn't pass; nothing, when they did. */
  Optional<Problem> test(SortedMap<String, Sha256> artifacts) throws InterruptedException {
    var modules = Workload.modules(artifacts);
    var javaHome = Path.of(System.getProperty("java.home"));
    var cage = isCaged ? SelfTest.CAGE : List.<String>of();
    var command = new ArrayList<>(isCaged ? List.of() : limits());
    command.addAll(SelfTest.command(javaHome, store, Uid.mine(), modules, cage));
    try {
      var folder = Files.createTempDirectory("xps-self-test-");
      try {
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(SelfTest.ENVIRONMENT);
        var child = builder.redirectErrorStream(true).start();
        try {
          child.getOutputStream().close();
          return judge(child, modules);
        } finally {
          end(child);
        }
      } finally {
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      return Optional.of(failed("the self-test can't be started: " + e.getMessage()));
    }
  }

  /** A machine without these tools has neither cage nor limits, and says {@code unsandboxed}. */
  private static List<String> limits() {
    return Stream.of(SelfTest.LIMITS.get(0), SelfTest.LIMITS.get(1))
            .allMatch(tool -> Files.isExecutable(Path.of(tool)))
        ? SelfTest.LIMITS
        : List.of();
  }

  /** With all that it has started: also what has left it, but not its group. */
  private static void end(Process child) {
    child.descendants().forEach(ProcessHandle::destroyForcibly);
    ProcessGroup.end(child.pid());
    child.destroyForcibly();
  }

  private Optional<Problem> judge(Process child, SortedMap<ModuleName, ObjectDigest> modules)
      throws InterruptedException {
    var output = new FutureTask<>(() -> read(child.getInputStream()));
    Thread.ofVirtual().name("self-test's output").start(output);
    if (!child.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      return Optional.of(failed("the self-test hasn't ended within " + patience.toSeconds() + "s"));
    }
    end(child);
    try {
      var said = output.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return SelfTest.judge(child.exitValue(), said, modules).map(Workload::problem);
    } catch (ExecutionException | TimeoutException _) {
      return Optional.of(failed("what the self-test said can't be read"));
    }
  }

  /** No more than that of it: one byte beyond makes it something else than what is expected. */
  private static String read(InputStream output) throws IOException {
    var said = output.readNBytes(SelfTest.MAX_OUTPUT_BYTES + 1);
    return new String(said, StandardCharsets.US_ASCII);
  }

  private static Problem failed(String why) {
    return Problem.of(Code.SELFTEST_FAILED, why, "self-test");
  }
}
