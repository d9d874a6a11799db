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
      case Unmeasured _, Adrift _ -> bound;
    };
  }

  /** The same of another moment. */
  default ClockReading at(Instant moment) {
    return switch (this) {
      case Measured(_, var error) -> new Measured(moment, error);
      case Unmeasured _ -> new Unmeasured(moment);
      case Adrift(_, var keeper) -> new Adrift(moment, keeper);
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

  /**
   * A clock that was to be kept in step, and isn't: nobody knows how far off it is.
   *
   * @param keeper who was to keep it, as the node's owner calls it
   */
  record Adrift(Instant now, String keeper) implements ClockReading {}
}
