package xps.crypto.orchestrator.agent;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: twice as long each time, up to a bound, and never quite the
 * same for two nodes, so that a fleet doesn't come back all at once.
 */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(100);

  private final Duration longest;
  private final RandomGenerator chance;
  private Duration next = FIRST;

  Backoff(Duration longest, RandomGenerator chance) {
    this.longest = longest;
    this.chance = chance;
  }

  /** Between half and all of the bound, which doubles. */
  Duration next() {
    var bound = next.compareTo(longest) < 0 ? next : longest;
    next = bound.multipliedBy(2);
    long half = bound.toMillis() / 2;
    return Duration.ofMillis(half + chance.nextLong(half + 1));
  }

  /** After something has gone well. */
  void reset() {
    next = FIRST;
  }
}
