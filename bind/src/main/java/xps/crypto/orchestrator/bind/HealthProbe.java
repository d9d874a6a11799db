package xps.crypto.orchestrator.bind;

import java.time.Duration;
import javax.net.ssl.SSLContext;

/** Asks a node from outside whether it is well. */
@FunctionalInterface
public interface HealthProbe {

  /**
   * Asks once; gives up after {@code timeout}. Never throws: what went wrong is the answer.
   *
   * <p>Guarantees: one connection, to the address that was checked; no redirect is followed; 64 KiB
   * are read at most, and nothing of a body is kept.
   */
  ProbeAnswer ask(ProbeTarget target, Duration timeout);

  /** Whether addresses of this very machine may be asked. */
  enum Loopback {
    REFUSED,
    ALLOWED
  }

  /**
   * Asks over the network.
   *
   * @param tls whose authorities vouch for the nodes; {@link ProbeTrust} makes one
   */
  static HealthProbe network(SSLContext tls, Loopback loopback) {
    return new NetworkProbe(tls, loopback);
  }
}
