package xps.crypto.orchestrator.workload;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/**
 * Counts calls into one version without having its callers meet on one cache line: threads that
 * call often have cells of their own, all others are spread over some for everybody.
 *
 * <p>Why a version may be unloaded when {@link #isEmpty} has been true once after the swap and its
 * {@link Barrier}: a caller has its cell put here, counts itself, and only then looks (again)
 * whether the version is still active. A caller whose count isn't seen here looks after the swap,
 * sees it, and goes without a call. So each cell was empty at one moment, and nobody stays who
 * comes into it afterwards.
 */
final class InFlight {
  private static final int MOST_FOR_EVERYBODY = 64;

  /** A power of two. */
  private static final int FOR_EVERYBODY =
      Math.min(
          MOST_FOR_EVERYBODY,
          2 * Integer.highestOneBit(Runtime.getRuntime().availableProcessors()));

  private final List<Cell> forEverybody;
  private final List<Cell> owned = new CopyOnWriteArrayList<>();

  InFlight(NativeModule module) {
    this.forEverybody =
        IntStream.range(0, FOR_EVERYBODY).mapToObj(_ -> Cell.ofEverybody(module)).toList();
  }

  /** Where any thread may count, and another may count what ends. */
  Cell cellForEverybody() {
    // Ids are handed out in order: the last bits tell threads that run at one time apart.
    return forEverybody.get((int) Thread.currentThread().threadId() & (FOR_EVERYBODY - 1));
  }

  /** From here on nobody takes this for empty while the cell isn't. */
  void add(Cell own) {
    owned.add(own);
  }

  boolean isEmpty() {
    return forEverybody.stream().allMatch(Cell::isEmpty) && owned.stream().allMatch(Cell::isEmpty);
  }

  /** Calls that have ended. */
  long ended() {
    return forEverybody.stream().mapToLong(Cell::ended).sum()
        + owned.stream().mapToLong(Cell::ended).sum();
  }
}
