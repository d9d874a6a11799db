package xps.crypto.orchestrator.cli.demo.load;

import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Calls one node again and again; waits for each answer before the next call. */
final class User implements Runnable {
  /** A call that isn't answered by then counts as lost, on however slow a machine. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int OK = 200;

  /** The service takes more; this keeps the load on the machine small. */
  private static final int MOST_BYTES = 1_024;

  /** One call in that many asks for a length where a hash's padding goes wrong. */
  private static final int ONE_IN = 4;

  private static final int BLOCK_BYTES = 64;

  /** The last length that leaves room for the padding in its own block. */
  private static final int LAST_THAT_FITS = 55;

  private final Target target;
  private final SSLContext tls;
  private final Duration pace;
  private final SplittableRandom chance;
  private final Ledger ledger;
  private final CountDownLatch stopped;
  private @Nullable KeptConnection kept;

  User(
      Target target,
      SSLContext tls,
      Duration pace,
      SplittableRandom chance,
      Ledger ledger,
      CountDownLatch stopped) {
    this.target = target;
    this.tls = tls;
    this.pace = pace;
    this.chance = chance;
    this.ledger = ledger;
    this.stopped = stopped;
  }

  @Override
  public void run() {
    try {
      long due = System.nanoTime();
      do {
        call(message());
        // Who is late doesn't make up for it: the pace is a bound.
        due = Math.max(due + pace.toNanos(), System.nanoTime());
      } while (!stopped.await(due - System.nanoTime(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      hangUp();
    }
  }

  private void call(byte[] message) {
    try {
      var connection = kept;
      if (connection == null) {
        connection = KeptConnection.to(target.hash(), tls, PATIENCE);
        kept = connection;
      }
      var answer = connection.post(message);
      if (answer.status() == OK) {
        var module = answer.headers().getOrDefault("xps-active", "");
        ledger.answered(
            new Answerer(target.node(), module), answer.body().equals(Load.sha256(message)));
      } else {
        ledger.lost(target.node(), "status " + answer.status());
      }
    } catch (IOException e) {
      ledger.lost(target.node(), e.toString());
      hangUp();
    }
  }

  private void hangUp() {
    var connection = kept;
    kept = null;
    if (connection != null) {
      try {
        connection.close();
      } catch (IOException _) {
        // It is of no use any more, whether it can be closed or not.
      }
    }
  }

  private byte[] message() {
    int length =
        chance.nextInt(ONE_IN) == 0
            ? LAST_THAT_FITS + BLOCK_BYTES * chance.nextInt(MOST_BYTES / BLOCK_BYTES)
            : chance.nextInt(MOST_BYTES + 1);
    var message = new byte[length];
    chance.nextBytes(message);
    return message;
  }
}
