package xps.crypto.orchestrator.attest;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * The second of two hashing lanes: while the caller digests the whole file, a thread of this lane
 * hashes the chunks of the same bytes. It lends out buffers and takes them back filled, in order;
 * so neither lane copies, and the faster one waits after a few buffers.
 *
 * <p>The thread lives within one call: whoever made the lane closes it.
 */
final class LeafLane implements AutoCloseable {
  /**
   * More at a time is slower, up to three times: such a buffer the C library maps for itself, and
   * it then lies in its page where the kernel's copy of the file lies in its own, which stalls the
   * copy.
   */
  static final int BUFFER_BYTES = 64 * 1024;

  /** How far one lane may be ahead of the other, in buffers. */
  private static final int BUFFERS = 16;

  private static final int END = -1;

  private final ChunkCheck chunks;
  private final byte[][] ring = new byte[BUFFERS][BUFFER_BYTES];
  private final Semaphore free = new Semaphore(BUFFERS);

  /** How many bytes are in each buffer of the ring, in turn. */
  private final ArrayBlockingQueue<Integer> filled = new ArrayBlockingQueue<>(BUFFERS + 1);

  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private int next;
  private boolean lent;
  private boolean closed;

  LeafLane(ChunkCheck chunks) {
    this.chunks = chunks;
    Thread.ofPlatform().daemon().name("xps-leaves").start(this::work);
  }

  /** A buffer that both lanes are done with; the same one again until it is taken back. */
  byte[] lend() {
    if (!lent) {
      free.acquireUninterruptibly();
      lent = true;
    }
    return ring[next];
  }

  /** Takes back the buffer that was lent last, with so many bytes in it. */
  void take(int count) {
    filled.add(count);
    next = (next + 1) % BUFFERS;
    lent = false;
  }

  /** Waits until everything that was taken back is hashed. */
  void drain() {
    int all = lent ? BUFFERS - 1 : BUFFERS;
    free.acquireUninterruptibly(all);
    free.release(all);
  }

  private void work() {
    try {
      int at = 0;
      for (int count = filled.take(); count != END; count = filled.take()) {
        chunks.update(ring[at], count);
        at = (at + 1) % BUFFERS;
        free.release();
      }
      ended.complete(null);
    } catch (InterruptedException | RuntimeException e) {
      ended.completeExceptionally(e);
      free.release(Integer.MAX_VALUE / 4); // nobody is to wait for a thread that is gone
    }
  }

  /** Waits until every piece is hashed. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      filled.add(END);
      ended.join();
    }
  }
}
