package xps.crypto.orchestrator.bind;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Asks nodes for their health, each again and again until it is told to stop.
 *
 * <p>A virtual thread a node: most of its life it waits. It is used by one thread, and answers on
 * its own.
 */
final class Prober implements AutoCloseable {

  /** Probes under way at once: more would only queue for the network, and time out there. */
  private static final int MAX_AT_ONCE = 256;

  /** FORMATS §6: no more than 5 probes a second and node, whatever a plan says. */
  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(200);

  private final HealthProbe probe;
  private final Duration interval;
  private final Duration timeout;
  private final InstantSource clock;
  private final Answers answers;
  private final Semaphore atOnce = new Semaphore(MAX_AT_ONCE);
  private final Map<String, Asking> asking = new HashMap<>();

  private record Asking(Thread thread, CountDownLatch stopped) {}

  Prober(
      HealthProbe probe,
      Duration interval,
      Duration timeout,
      InstantSource clock,
      Answers answers) {
    this.probe = probe;
    this.interval = interval.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : interval;
    this.timeout = timeout;
    this.clock = clock;
    this.answers = answers;
  }

  /** Takes answers, with when the question was asked: no answer is newer than that. */
  @FunctionalInterface
  interface Answers {
    void take(String node, ProbeAnswer answer, Instant asked);
  }

  /** Starts to ask a node; it is asked already: nothing changes. */
  void start(String node, ProbeTarget target) {
    if (asking.containsKey(node)) {
      return;
    }
    var stopped = new CountDownLatch(1);
    var thread =
        Thread.ofVirtual().name("prober " + node).start(() -> askOnAndOn(node, target, stopped));
    asking.put(node, new Asking(thread, stopped));
  }

  void stop(String node) {
    var stopping = asking.remove(node);
    if (stopping != null) {
      stopping.stopped().countDown();
      stopping.thread().interrupt();
    }
  }

  private void askOnAndOn(String node, ProbeTarget target, CountDownLatch stopped) {
    try {
      do {
        ask(node, target, stopped);
      } while (!stopped.await(interval.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException _) {
      // Told to stop.
    }
  }

  private void ask(String node, ProbeTarget target, CountDownLatch stopped)
      throws InterruptedException {
    atOnce.acquire();
    var asked = clock.instant();
    ProbeAnswer answer;
    try {
      answer = probe.ask(target, timeout);
    } finally {
      atOnce.release();
    }
    if (stopped.getCount() > 0) {
      answers.take(node, answer, asked);
    }
  }

  @Override
  public void close() {
    for (String node : java.util.List.copyOf(asking.keySet())) {
      stop(node);
    }
  }
}
