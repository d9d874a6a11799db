package xps.crypto.orchestrator.cli;

import java.io.PrintStream;
import xps.crypto.orchestrator.bind.RunningRollout;
import xps.crypto.orchestrator.document.Problem;

/**
 * Ends a rollout's run in good order when the process is told to end (SIGTERM, SIGINT): it stays in
 * the journal, and somebody is told how to take it up.
 */
final class StopOnSignal implements AutoCloseable {
  private final Thread hook;

  private StopOnSignal(Thread hook) {
    this.hook = hook;
  }

  static StopOnSignal of(RunningRollout running, PrintStream err) {
    var hook =
        new Thread(
            () -> {
              running.stop();
              try {
                running.outcome().problems().forEach(problem -> tell(err, running, problem));
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            },
            "stop on signal");
    Runtime.getRuntime().addShutdownHook(hook);
    return new StopOnSignal(hook);
  }

  private static void tell(PrintStream err, RunningRollout running, Problem problem) {
    err.println("rollout " + running.id() + ": " + problem.message());
    err.println("  → " + problem.remedy());
    err.flush();
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The process is ending already: the hook does its work.
    }
  }
}
