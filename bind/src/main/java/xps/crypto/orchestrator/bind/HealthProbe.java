package xps.crypto.orchestrator.bind;

import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.planner.RolloutPlan;

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

  /**
   * What a rollout would be refused for before it begins, as far as its probes are concerned:
   * {@code PROBE_HOST_NOT_ALLOWED} for every node whose probe would go elsewhere than the plan
   * allows.
   */
  static List<Problem> refusals(RolloutPlan plan) {
    return Preflight.targets(plan).problems();
  }

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
