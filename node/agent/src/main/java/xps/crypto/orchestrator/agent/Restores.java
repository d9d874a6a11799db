package xps.crypto.orchestrator.agent;

import java.time.Duration;
import java.time.Instant;

/**
 * How often a node has put right what was changed past it. Two that each put right what the other
 * has done would never end: so the pauses grow, and after some times it is left for somebody to
 * look.
 *
 * @param times counted since the last order, or since it stayed right for long
 * @param notBefore when it may be put right again
 */
record Restores(int times, Instant notBefore) {
  static final Restores NONE = new Restores(0, Instant.MIN);

  /** After so many the node gives up. */
  static final int MOST = 5;

  /** What stays right for so long is settled. */
  private static final Duration CALM = Duration.ofHours(1);

  boolean isDue(Instant now) {
    return !now.isBefore(notBefore);
  }

  /** Whether that was the last, and nobody was told so. */
  boolean isEnd() {
    return times == MOST;
  }

  boolean isOver() {
    return times >= MOST;
  }

  /** One more. */
  Restores another(Instant now) {
    return new Restores(times + 1, now.plus(NodeRules.IDLE_LOOK.multipliedBy(1L << (times + 1))));
  }

  /** The end was told. */
  Restores told() {
    return new Restores(MOST + 1, notBefore);
  }

  /** All is well at this moment. */
  Restores atWell(Instant now) {
    return times > 0 && now.isAfter(notBefore.plus(CALM)) ? NONE : this;
  }
}
