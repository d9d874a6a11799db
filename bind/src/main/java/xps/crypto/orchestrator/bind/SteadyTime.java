package xps.crypto.orchestrator.bind;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The time that a rollout lives through: as the clock says, except that it neither stands still nor
 * leaps when somebody sets that clock.
 *
 * <p>A deadline that a leap brings near would condemn nodes that are on their way, and end a bake
 * that nobody baked; a clock put back would stop all of them. So time goes on as it passes, and
 * comes nearer to what the clock says by a twentieth of it. What people and nodes agree on in clock
 * time (windows, warrants, bulletins) isn't asked of this.
 */
final class SteadyTime implements InstantSource {

  /** What a clock that nobody has set may be off between two looks at it. */
  private static final Duration CLOSE = Duration.ofSeconds(2);

  private static final int SLEW = 20;

  private final InstantSource clock;
  private final LongSupplier ticker;
  private Instant last;
  private long tick;

  /**
   * @param ticker nanoseconds that pass evenly, from anywhere
   * @param known what has been lived through already: time goes on from there at the earliest
   */
  SteadyTime(InstantSource clock, LongSupplier ticker, Instant known) {
    this.clock = clock;
    this.ticker = ticker;
    this.tick = ticker.getAsLong();
    var now = clock.instant();
    this.last = now.isBefore(known) ? known : now;
  }

  @Override
  public synchronized Instant instant() {
    long now = ticker.getAsLong();
    var passed = Duration.ofNanos(Math.max(0, now - tick));
    tick = now;
    var expected = last.plus(passed);
    var off = Duration.between(expected, clock.instant());
    var next = expected.plus(nearer(off, passed));
    last = next.isBefore(last) ? last : next;
    return last;
  }

  private static Duration nearer(Duration off, Duration passed) {
    if (off.abs().compareTo(CLOSE) <= 0) {
      return off;
    }
    var slew = passed.dividedBy(SLEW);
    return off.isNegative() ? slew.negated() : slew;
  }
}
