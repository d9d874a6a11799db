package xps.crypto.orchestrator.agent;

import java.time.Instant;
import java.util.Optional;
import xps.crypto.orchestrator.attest.Bulletin;
import xps.crypto.orchestrator.bind.Desired;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.guard.ClockReading;

/**
 * Something that has happened, with the time at which it did. {@code deed} is the number of the
 * effect that it answers; an answer to another one than the last comes too late.
 */
sealed interface Event {
  Instant now();

  /**
   * Files beside the agent were read: it judges by another trust store than before, which has the
   * same text and other revocation lists; and by a newer bulletin, where there is one and it
   * counts.
   */
  record Informed(Instant now, Optional<Bulletin> bulletin) implements Event {}

  /** The clock was read, by which everything is judged until the next time. */
  record ClockRead(ClockReading reading) implements Event {
    @Override
    public Instant now() {
      return reading.now();
    }
  }

  /** The agent has read its journal. */
  record Started(Instant now) implements Event {}

  /** A connection to the control plane begins: it wants to know where the node stands. */
  record Connected(Instant now) implements Event {}

  /** The control plane wants something. */
  record Wanted(Instant now, Desired desired) implements Event {}

  /** The control plane wants something that can't be read (check 1). */
  record Unreadable(Instant now, Problem problem) implements Event {}

  /** Every object is in the store, with its digest. */
  record Fetched(Instant now, long deed) implements Event {}

  /** An object can't be had. */
  record FetchFailed(Instant now, long deed, Problem problem) implements Event {}

  /** The modules have passed their self-test. */
  record Tested(Instant now, long deed) implements Event {}

  /** They haven't. */
  record TestFailed(Instant now, long deed, Problem problem) implements Event {}

  /** Links and workload were told; this is what the workload says since. */
  record Activated(Instant now, long deed, Sight sight) implements Event {}

  /**
   * They weren't, or not both.
   *
   * @param isFinal trying again would give the same answer
   */
  record ActivationFailed(Instant now, long deed, Problem problem, boolean isFinal)
      implements Event {}

  /**
   * The workload was looked at.
   *
   * @param ill why the node's own probe found it ill, where that was asked
   */
  record Looked(Instant now, long deed, Sight sight, Optional<Problem> ill) implements Event {
    /** A look without a probe. */
    Looked(Instant now, long deed, Sight sight) {
      this(now, deed, sight, Optional.empty());
    }
  }

  /** The time is up that was asked for, whatever the hands are at. */
  record Due(Instant now) implements Event {}

  /** The journal, or a generation's folder, couldn't be written: what was to follow wasn't done. */
  record StoreFailed(Instant now, Problem problem) implements Event {}
}
