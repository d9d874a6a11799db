package xps.crypto.orchestrator.cli.demo.load;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/**
 * Calls nodes over HTTPS, each by one thread of its own that waits for the answer before it calls
 * again, and checks every answer against the JDK's own SHA-256.
 *
 * <p>Connections are kept: a service that drops one loses a call, as it would lose a user's.
 */
public final class Load implements AutoCloseable {
  /** A user would have given up by then. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** The service takes more; this keeps the load on the machine small. */
  private static final int MOST_BYTES = 2_048;

  /** How many calls in a row ask for each other kind of length. */
  private static final int ONE_IN = 4;

  private static final int BLOCK_BYTES = 64;

  /** The last length that leaves room for the padding in its own block. */
  private static final int LAST_THAT_FITS = 55;

  private final HttpClient client;
  private final Duration pace;
  private final SplittableRandom chance;
  private final Ledger ledger = new Ledger();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final List<Thread> callers = new ArrayList<>();

  /**
   * Calls nobody yet.
   *
   * @param tls whose authority vouches for the nodes
   * @param pace from one call of a node to the next
   * @param seed of the messages
   */
  public Load(SSLContext tls, Duration pace, long seed) {
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(tls)
            .connectTimeout(PATIENCE)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    this.pace = pace;
    this.chance = new SplittableRandom(seed);
  }

  /** Calls a node from now on. */
  public void call(Target target) {
    var messages = chance.split();
    callers.add(
        Thread.ofVirtual()
            .name("calls " + target.node())
            .start(() -> callOnAndOn(target, messages)));
  }

  /** What has come of it so far. */
  public Tally tally() {
    return ledger.tally();
  }

  private void callOnAndOn(Target target, SplittableRandom messages) {
    try {
      long due = System.nanoTime();
      do {
        callOnce(target, message(messages));
        // Who is late doesn't make up for it: the pace is a bound.
        due = Math.max(due + pace.toNanos(), System.nanoTime());
      } while (!stopped.await(due - System.nanoTime(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void callOnce(Target target, byte[] message) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(target.hash())
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofByteArray(message))
            .build();
    try {
      var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == 200) {
        var module = answer.headers().firstValue("XPS-Active").orElse("");
        ledger.answered(new Answerer(target.node(), module), answer.body().equals(sha256(message)));
      } else {
        ledger.lost(target.node(), "status " + answer.statusCode());
      }
    } catch (IOException e) {
      ledger.lost(target.node(), e.toString());
    }
  }

  /** Of any length; one in a few ends where a hash's padding goes wrong. */
  private static byte[] message(SplittableRandom chance) {
    int length =
        chance.nextInt(ONE_IN) == 0
            ? LAST_THAT_FITS + BLOCK_BYTES * chance.nextInt(MOST_BYTES / BLOCK_BYTES)
            : chance.nextInt(MOST_BYTES + 1);
    var message = new byte[length];
    chance.nextBytes(message);
    return message;
  }

  private static String sha256(byte[] message) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(message));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Calls nobody any more, and waits for the answers that are under way. */
  @Override
  public void close() {
    stopped.countDown();
    try {
      for (var caller : callers) {
        caller.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      client.shutdownNow();
    }
    client.close();
  }
}
