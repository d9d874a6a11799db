package xps.crypto.orchestrator.attest;

import java.time.Instant;
import xps.crypto.orchestrator.document.Grammar;

/**
 * The one now of a verification, and whose word it is: every refusal about time says both.
 *
 * @param source such as {@code the system clock}
 */
record Now(Instant at, String source) {
  static Now ofSystemClock() {
    return new Now(Instant.now(), "the system clock");
  }

  /** In whole seconds, as documents write times. */
  static String text(Instant instant) {
    return Grammar.time(instant);
  }

  @Override
  public String toString() {
    return "it is " + text(at) + " by " + source;
  }
}
