package xps.crypto.orchestrator.rulescel;

import dev.cel.common.ast.CelExpr;
import dev.cel.runtime.CelEvaluationListener;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Counts what one question costs: called for each part of a rule each time it has a value. Ends it
 * when there were too many, or when it has taken too long; once it has thrown, it throws again at
 * each further step, and who asked looks at {@link #objection} at the end, so that no {@code ||}
 * can swallow it.
 *
 * <p>No single step is long: {@link Language} lets in no value that grows, texts and lists are as
 * long as the documents they come from, and a pattern takes time in proportion to both.
 */
final class Steps implements CelEvaluationListener {
  /**
   * Of all rules of a policy together. One that looks at every artifact of the largest manifest
   * takes about 80,000.
   */
  static final int MOST = 200_000;

  /** Rules take some microseconds; this is for a machine that does much else. */
  static final long LONGEST_NANOS = 2_000_000_000;

  private final LongSupplier nanoTime;
  private final long began;
  private int taken;

  Steps(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.began = nanoTime.getAsLong();
  }

  @Override
  public void callback(CelExpr part, Object value) {
    taken++;
    objection()
        .ifPresent(why -> {
          throw new IllegalStateException(why);
        });
  }

  /** Why no further step may be taken. */
  Optional<String> objection() {
    if (taken > MOST) {
      return Optional.of("the rules take more than " + MOST + " steps");
    }
    return nanoTime.getAsLong() - began > LONGEST_NANOS
        ? Optional.of("the rules take longer than " + LONGEST_NANOS / 1_000_000 + "ms")
        : Optional.empty();
  }
}
