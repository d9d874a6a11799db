package xps.crypto.orchestrator.workload;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts calls into one version without having its callers meet on one cache line: each thread has
 * a stripe, and each stripe counts who came and who went.
 *
 * <p>Why a version may be unloaded when {@link #isEmpty} has been true once after the swap: a
 * caller comes first, and only then looks (again) whether the version is still active. All of these
 * are volatile, so they have one order. A caller that came after the swap sees it and goes without
 * a call; one that came before is counted. Who went is read before who came: if they are equal,
 * nobody was inside at the moment of the first reading.
 */
final class InFlight {
  private static final VarHandle COUNTS = MethodHandles.arrayElementVarHandle(long[].class);

  /** Twice a line of 64 bytes, because processors fetch lines in pairs. */
  private static final int STRIPE_LONGS = 16;

  private static final int MAX_STRIPES = 64;
  private static final int STRIPES =
      Math.min(MAX_STRIPES, 2 * Integer.highestOneBit(Runtime.getRuntime().availableProcessors()));
  private static final int CAME = 0;
  private static final int WENT = 1;
  private static final int RETRIED = 2;

  /** One stripe more in front, so that the array's own header isn't on the line of a count. */
  private final long[] counts = new long[(STRIPES + 1) * STRIPE_LONGS];

  /** Where the calling thread counts. It has to leave where it came in. */
  static int myStripe() {
    // Ids are handed out in order: the last bits tell threads that run at one time apart.
    return ((int) Thread.currentThread().threadId() & (STRIPES - 1)) + 1;
  }

  void come(int stripe) {
    COUNTS.getAndAdd(counts, stripe * STRIPE_LONGS + CAME, 1L);
  }

  void go(int stripe) {
    COUNTS.getAndAdd(counts, stripe * STRIPE_LONGS + WENT, 1L);
  }

  /** Goes without having called: a swap came in between. */
  void goAgain(int stripe) {
    COUNTS.getAndAdd(counts, stripe * STRIPE_LONGS + RETRIED, 1L);
    go(stripe);
  }

  boolean isEmpty() {
    for (var stripe = 1; stripe <= STRIPES; stripe++) {
      var went = read(stripe, WENT);
      if (read(stripe, CAME) != went) {
        return false;
      }
    }
    return true;
  }

  /** Calls that have ended. */
  long ended() {
    var sum = 0L;
    for (var stripe = 1; stripe <= STRIPES; stripe++) {
      var retried = read(stripe, RETRIED);
      sum += Math.max(0, read(stripe, WENT) - retried);
    }
    return sum;
  }

  private long read(int stripe, int which) {
    return (long) COUNTS.getVolatile(counts, stripe * STRIPE_LONGS + which);
  }
}
