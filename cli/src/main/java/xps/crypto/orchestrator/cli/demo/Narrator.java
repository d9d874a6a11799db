package xps.crypto.orchestrator.cli.demo;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Tells the story. On a terminal the last line lives: it shows what is going on, and how many calls
 * were made and lost. In a pipe nothing is ever written twice, and nothing moves.
 */
final class Narrator implements AutoCloseable {
  private static final String ERASE = "\r\u001b[K";
  private static final String BOLD = "\u001b[1m";
  private static final String DIM = "\u001b[2m";
  private static final String GREEN = "\u001b[32m";
  private static final String RED = "\u001b[31m";
  private static final String PLAIN = "\u001b[0m";

  /** A line that the terminal breaks can't be erased any more. */
  private static final int WIDTH = 79;

  private static final int REFRESH_MILLIS = 150;

  private final PrintStream out;
  private final boolean live;
  private final boolean colour;
  private final CountDownLatch ended = new CountDownLatch(1);
  private Supplier<String> calls = () -> "";
  private Supplier<String> progress = () -> "";

  /**
   * Begins to tell.
   *
   * @param live whether somebody looks at it while it is written
   */
  Narrator(PrintStream out, boolean live, boolean colour) {
    this.out = out;
    this.live = live;
    this.colour = colour;
    if (live) {
      Thread.ofVirtual().name("narrator").start(this::refreshOnAndOn);
    }
  }

  private void refreshOnAndOn() {
    try {
      while (!ended.await(REFRESH_MILLIS, TimeUnit.MILLISECONDS)) {
        refresh();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void refresh() {
    if (ended.getCount() > 0) {
      out.print(ERASE + painted(DIM, cut("   " + status())));
      out.flush();
    }
  }

  private String status() {
    var going = progress.get();
    var counted = calls.get();
    return going.isEmpty() || counted.isEmpty() ? going + counted : counted + "   " + going;
  }

  private static String cut(String line) {
    return line.length() <= WIDTH ? line : line.substring(0, WIDTH - 1) + "…";
  }

  /** From now on shows this beside everything else, as long as it lives. */
  synchronized void counts(Supplier<String> status) {
    calls = status;
  }

  /** Shows what is going on, until something else is. */
  synchronized void shows(Supplier<String> status) {
    progress = status;
  }

  /** A part of the story begins. */
  void part(int number, String title, String claim) {
    line("");
    line(painted(BOLD, number + "  " + title) + "  " + claim);
  }

  /** A command that the reader could type. */
  void runs(String command) {
    line(painted(DIM, "   $ xps " + command));
  }

  /** Something that was looked at, and is so. */
  void holds(String what) {
    line("   " + painted(GREEN, "✓") + " " + what);
  }

  /** Something that was looked at, and isn't so. */
  void fails(String what) {
    line("   " + painted(RED, "✗ " + what));
  }

  /** A sentence. */
  void says(String what) {
    line(what.isEmpty() ? "" : "   " + what);
  }

  /** A title without a number. */
  void titled(String title) {
    line(painted(BOLD, title));
  }

  /** In a pipe there is no living line; this is its last state. */
  void reckons() {
    if (!live) {
      says(calls.get());
    }
  }

  /** Rows below each other. */
  void table(List<List<String>> rows) {
    Table.of(rows).forEach(this::says);
  }

  private synchronized void line(String text) {
    out.print((live ? ERASE : "") + text + "\n");
    out.flush();
    if (live) {
      refresh();
    }
  }

  private String painted(String hue, String text) {
    return colour ? hue + text + PLAIN : text;
  }

  /** Leaves a clean line behind. */
  @Override
  public synchronized void close() {
    ended.countDown();
    if (live) {
      out.print(ERASE);
    }
    out.flush();
  }
}
