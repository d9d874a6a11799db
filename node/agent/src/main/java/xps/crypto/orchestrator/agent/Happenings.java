package xps.crypto.orchestrator.agent;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What the agent's loop wakes up for, from all its threads.
 *
 * <p>Of what the control plane wants only the newest waits: it may send as fast as it likes, and
 * takes no more room than one order. Everything else answers what the agent itself has asked.
 */
final class Happenings {
  private final BlockingQueue<Happening> waiting = new LinkedBlockingQueue<>();
  private final AtomicReference<Optional<Event.Wanted>> wanted =
      new AtomicReference<>(Optional.empty());

  /** What the loop wakes up for. */
  sealed interface Happening {
    record Known(Event event) implements Happening {}

    record Broken(Throwable cause) implements Happening {}

    record Over() implements Happening {}
  }

  void happened(Event event) {
    if (!(event instanceof Event.Wanted order)) {
      waiting.add(new Happening.Known(event));
    } else if (wanted.getAndSet(Optional.of(order)).isEmpty()) {
      // Only keeps the place: whoever comes for it gets the newest.
      waiting.add(new Happening.Known(order));
    }
  }

  /** A thread of the agent's can't go on; then the agent must not, either. */
  void broke(Throwable cause) {
    waiting.add(new Happening.Broken(cause));
  }

  void over() {
    waiting.add(new Happening.Over());
  }

  /** Waits for it. */
  Happening next() throws InterruptedException {
    var next = waiting.take();
    if (next instanceof Happening.Known(Event.Wanted placed)) {
      return new Happening.Known(wanted.getAndSet(Optional.empty()).orElse(placed));
    }
    return next;
  }

  /** A thread that hasn't begun. Whatever it throws ends the agent, for who starts it again. */
  Thread thread(String name, Runnable doing) {
    return Thread.ofPlatform()
        .daemon()
        .name(name)
        .uncaughtExceptionHandler((_, cause) -> broke(cause))
        .unstarted(doing);
  }
}
