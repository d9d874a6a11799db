package xps.crypto.orchestrator.cli.demo.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** A process of the demo. What it says goes into files. */
public final class Child {
  /** What a log says last is what matters when something went wrong. */
  private static final int LAST_LINES = 5;

  private final String name;
  private final Process process;
  private final Path out;
  private final Path err;
  private final Guardian guardian;

  Child(String name, Process process, Path out, Path err, Guardian guardian) {
    this.name = name;
    this.process = process;
    this.out = out;
    this.err = err;
    this.guardian = guardian;
  }

  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** What it has printed so far. */
  public String printed() throws IOException {
    return Files.readString(out);
  }

  /** The last lines of what it complained about, for whoever has to find out why. */
  public List<String> lastWords() throws IOException {
    var lines = Files.readAllLines(err);
    return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
  }

  /** SIGTERM: it may put things in order first. */
  void askToEnd() {
    process.destroy();
  }

  /** SIGKILL, without waiting. */
  void strike() {
    process.destroyForcibly();
  }

  /** SIGKILL: it doesn't hear of it, and has no time to put anything in order. */
  public void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    guardian.leave(process.pid());
  }

  /** Its exit, if it ends in time. */
  public OptionalInt await(Duration patience) throws InterruptedException {
    if (!process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      return OptionalInt.empty();
    }
    guardian.leave(process.pid());
    return OptionalInt.of(process.exitValue());
  }
}
