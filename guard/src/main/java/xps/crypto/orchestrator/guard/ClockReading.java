package xps.crypto.orchestrator.guard;

import java.time.Duration;
import java.time.Instant;

/** What a node's clock said, once, before it judged an order. */
public sealed interface ClockReading {
  /** The one now of the judgement. */
  Instant now();

  /** How far off the clock may be; where nothing measures it, {@code bound}. */
  default Duration errorOr(Duration bound) {
    return switch (this) {
      case Measured(_, var error) -> error;
      case Unmeasured _ -> bound;
    };
  }

  /** A clock that something keeps in step, and how far off it may be by that account. */
  record Measured(Instant now, Duration error) implements ClockReading {
    public Measured {
      if (error.isNegative()) {
        throw new IllegalArgumentException("an error isn't negative: " + error);
      }
    }
  }

  /** A clock that nobody measures ({@code source: none}). */
  record Unmeasured(Instant now) implements ClockReading {}
}
