package xps.crypto.orchestrator.bind;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Time that passes when a test says so. */
final class MovableClock implements InstantSource {

  private final AtomicReference<Instant> now;
  private final AtomicLong asked = new AtomicLong();
  private final AtomicLong passed = new AtomicLong();

  MovableClock(Instant start) {
    this.now = new AtomicReference<>(start);
  }

  @Override
  public Instant instant() {
    asked.incrementAndGet();
    return now.get();
  }

  void pass(Duration time) {
    set(time); // first: whoever reads between the two sees a clock that was set, and waits
    passed.addAndGet(time.toNanos());
  }

  /** Nanoseconds that have passed, whatever was set. */
  long ticks() {
    return passed.get();
  }

  /** How often somebody has looked at it. */
  long asked() {
    return asked.get();
  }

  /** Somebody sets the clock; no time passes. */
  void set(Duration time) {
    now.updateAndGet(at -> at.plus(time));
  }
}
