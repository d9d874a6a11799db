package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What reaches a rollout from other threads, for its one owner. It is bounded by those who wait: a
 * node's next reports come after the answer to the last ones.
 */
final class Mailbox {

  /** Letters of one turn: their events share one flush of the journal. */
  private static final int MOST_AT_ONCE = 500;

  private final LinkedBlockingQueue<Letter> letters = new LinkedBlockingQueue<>();
  private boolean isClosed;

  /** Something that has come in. */
  sealed interface Letter {
    /** Reports of a node; {@code durable} is completed when they are in the journal. */
    record Reports(String node, ReportBatch batch, CompletableFuture<Boolean> durable)
        implements Letter {}

    record Gone(String node) implements Letter {}

    record Probed(String node, ProbeAnswer answer, Instant at) implements Letter {}

    /** The process ends; the rollout stays unfinished. */
    record Stop() implements Letter {}

    /** What it says is in the journal. */
    default void acknowledge() {
      if (this instanceof Reports(_, _, var durable)) {
        durable.complete(true);
      }
    }

    /** The agent keeps what isn't acknowledged, and sends it to whoever takes over. */
    default void handBack() {
      if (this instanceof Reports(_, _, var durable)) {
        durable.completeExceptionally(new IOException("the rollout has stopped"));
      }
    }
  }

  /** False when nobody will read it any more. */
  synchronized boolean put(Letter letter) {
    return !isClosed && letters.add(letter);
  }

  /** What has come in, after a wait of at most {@code patience} for the first. */
  List<Letter> take(Duration patience) throws InterruptedException {
    var taken = new ArrayList<Letter>();
    var first = letters.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (first != null) {
      taken.add(first);
      letters.drainTo(taken, MOST_AT_ONCE - 1);
    }
    return taken;
  }

  /** Nothing comes in from now on; what hasn't been read is handed back. */
  synchronized List<Letter> close() {
    isClosed = true;
    var left = new ArrayList<Letter>();
    letters.drainTo(left);
    return left;
  }
}
