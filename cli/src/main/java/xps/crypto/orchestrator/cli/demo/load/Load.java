package xps.crypto.orchestrator.cli.demo.load;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;

/**
 * Calls nodes over HTTPS, each by a user of its own, and checks every answer against the JDK's own
 * SHA-256.
 *
 * <p>Connections are kept: a service that drops one loses a call, as it would lose a real user's.
 */
public final class Load implements AutoCloseable {
  private final SSLContext tls;
  private final Duration pace;
  private final SplittableRandom chance;
  private final Ledger ledger = new Ledger();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final List<Thread> users = new ArrayList<>();

  /**
   * Calls nobody yet.
   *
   * @param tls whose authority vouches for the nodes
   * @param pace from one call of a node to the next, at least
   * @param seed of the messages
   */
  public Load(SSLContext tls, Duration pace, long seed) {
    this.tls = tls;
    this.pace = pace;
    this.chance = new SplittableRandom(seed);
  }

  /** Calls a node from now on. */
  public synchronized void call(Target target) {
    var user = new User(target, tls, pace, chance.split(), ledger, stopped);
    users.add(Thread.ofVirtual().name("calls " + target.node()).start(user));
  }

  /** What has come of it so far. */
  public Tally tally() {
    return ledger.tally();
  }

  /** The right answer. */
  static String sha256(byte[] message) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(message));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Calls nobody any more, and waits for the answers that are under way. */
  @Override
  public synchronized void close() {
    stopped.countDown();
    try {
      for (var user : users) {
        user.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
