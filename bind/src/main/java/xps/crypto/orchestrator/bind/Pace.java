package xps.crypto.orchestrator.bind;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Whether enough comes in time. Who sends a byte now and then breaks nothing off, and would keep a
 * fetch for ever: slow retrieval, as TUF calls it. The pace is that of the whole fetch, so that
 * breaking off after each byte makes it no slower.
 *
 * <p>For one fetch; time spent between two reads counts as well.
 */
final class Pace {
  /** So long a way may pause: a route that flaps, a disk that spins up. */
  static final Duration WINDOW = Duration.ofSeconds(60);

  /**
   * In each such time: about 1 KiB a second, slower than any line that machines are patched over.
   */
  static final long FEWEST_BYTES = 64 * 1024;

  private final InstantSource clock;
  private Instant since;
  private long bytes;

  Pace(InstantSource clock) {
    this.clock = clock;
    this.since = clock.instant();
  }

  /** Counts what a read has brought; says whether that is too little to wait for more. */
  boolean isTooSlow(int more) {
    bytes += Math.max(more, 0);
    var now = clock.instant();
    if (now.isBefore(since)) { // a clock that was set back tells nothing; a new window begins
      begin(now);
    }
    if (now.isBefore(since.plus(WINDOW))) {
      return false;
    }
    boolean slow = bytes < FEWEST_BYTES;
    begin(now);
    return slow;
  }

  private void begin(Instant now) {
    since = now;
    bytes = 0;
  }
}
