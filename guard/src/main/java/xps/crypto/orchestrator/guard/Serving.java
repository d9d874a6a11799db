package xps.crypto.orchestrator.guard;

import java.time.Duration;
import java.time.Instant;
import xps.crypto.orchestrator.document.Sha256;

/**
 * What a node runs, as far as going back from it is concerned; by the node's own journal.
 *
 * @param activated when it became active, by the node's clock
 * @param horizon how long a control plane may send the node back ({@code rollback.horizon} of the
 *     plan that it came by)
 */
public record Serving(
    Sha256 body, int attempt, Instant activated, Duration horizon, Previous previous) {
  /** No plan's horizon is longer. */
  public static final Duration LONGEST_HORIZON = Duration.ofDays(7);

  public Serving {
    if (horizon.isNegative() || horizon.compareTo(LONGEST_HORIZON) > 0) {
      throw new IllegalArgumentException("no horizon: " + horizon);
    }
  }

  /** What the node ran before. */
  public enum Previous {
    /** It is still there, it was healthy, and nobody has gone back to it. */
    HEALTHY,
    /** There is nothing to go back to, or it has been done once. */
    NONE,
    /** A bulletin denies it, whatever it once was. */
    DENIED
  }
}
