package xps.crypto.orchestrator.cli.demo;

import java.io.IOException;
import xps.crypto.orchestrator.cli.demo.process.Children;

/** What is still to be done when somebody ends the demo in its middle: Ctrl-C, SIGTERM. */
final class LastWill implements AutoCloseable {
  private final Thread hook;

  private LastWill(Thread hook) {
    this.hook = hook;
  }

  static LastWill of(Setup setup, Children children) {
    var hook = new Thread(() -> carryOut(setup, children), "last will");
    Runtime.getRuntime().addShutdownHook(hook);
    return new LastWill(hook);
  }

  /** First the processes, then what they would write into. */
  private static void carryOut(Setup setup, Children children) {
    try {
      children.close();
      if (!setup.keep()) {
        Folders.delete(setup.folder());
      }
    } catch (IOException _) {
      // Nobody is there any more to be told, and nothing of it does harm.
    }
  }

  /** The demo has come to its own end. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The end has begun already: the hook does its work.
    }
  }
}
