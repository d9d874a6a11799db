package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.time.Instant;

/** Draws the rollout into the journal now and then, for people in other processes. */
final class Easel {

  /** A picture costs a flush; twice a second is as often as people look. */
  private static final long PAUSE_NANOS = 500_000_000L;

  private final Journal journal;
  private final String rollout;
  private String last = "";
  private long drawn = System.nanoTime() - PAUSE_NANOS;

  Easel(Journal journal, String rollout) {
    this.journal = journal;
    this.rollout = rollout;
  }

  /** Draws when there was time since the last picture, and something new to see. */
  void draw(Course course, String trouble, Instant now) {
    if (System.nanoTime() - drawn < PAUSE_NANOS) {
      return;
    }
    drawn = System.nanoTime();
    // Without its time a picture tells whether there is anything new.
    var picture = Picture.of(rollout, course, trouble, Instant.EPOCH);
    if (!picture.equals(last)) {
      last = picture;
      drawNow(course, trouble, now);
    }
  }

  /** A picture that can't be kept is missed by whoever looks, and by nobody else. */
  void drawNow(Course course, String trouble, Instant now) {
    try {
      journal.draw(rollout, Picture.of(rollout, course, trouble, now));
    } catch (IOException _) {
      last = "";
    }
  }
}
