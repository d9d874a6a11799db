package xps.crypto.orchestrator.agent;

import java.time.Instant;
import java.util.Optional;
import xps.crypto.orchestrator.bind.Desired;
import xps.crypto.orchestrator.guard.ClockReading;

/**
 * All that an agent is.
 *
 * @param journal as it is on the disk, or about to be
 * @param sight the workload's last word
 * @param deed number of the effect whose answer is waited for
 * @param waiting what was wanted while something was under way that can't be left
 * @param unsaved the journal couldn't be written and has to be written again
 * @param clock as it was read last
 */
record AgentState(
    NodeJournal journal,
    Work work,
    Sight sight,
    long deed,
    Optional<Desired> waiting,
    boolean unsaved,
    ClockReading clock) {

  /**
   * An agent at its beginning.
   *
   * @param isDiskAhead the rest of its disk is newer than its journal
   * @param sight what the workload says already
   */
  static AgentState of(NodeJournal journal, boolean isDiskAhead, Sight sight) {
    return new AgentState(
            isDiskAhead ? journal.foundRestored() : journal,
            new Work.Resting(),
            sight,
            0,
            Optional.empty(),
            false,
            new ClockReading.Unmeasured(Instant.EPOCH))
        .seeing(sight);
  }

  /** The node's state is older than what it did: it gets nothing. */
  boolean restored() {
    return journal.restored();
  }

  Position position() {
    return journal.position();
  }

  AgentState with(NodeJournal newJournal) {
    return new AgentState(newJournal, work, sight, deed, waiting, unsaved, clock);
  }

  AgentState with(Sight newSight) {
    return new AgentState(journal, work, newSight, deed, waiting, unsaved, clock);
  }

  /**
   * The same after a look at the workload. One that has come further than the journal knows was
   * begun with a later state of this disk.
   */
  AgentState seeing(Sight newSight) {
    boolean isAhead = newSight.highestGeneration() >= journal.nextGeneration();
    return (isAhead ? with(journal.foundRestored()) : this).with(newSight);
  }

  /** The same, at another work, whose effect has the next number. */
  AgentState begin(Work newWork) {
    return new AgentState(journal, newWork, sight, deed + 1, waiting, unsaved, clock);
  }

  AgentState waitingFor(Optional<Desired> desired) {
    return new AgentState(journal, work, sight, deed, desired, unsaved, clock);
  }

  AgentState unsaved(boolean isUnsaved) {
    return new AgentState(journal, work, sight, deed, waiting, isUnsaved, clock);
  }

  AgentState timed(ClockReading reading) {
    return new AgentState(journal, work, sight, deed, waiting, unsaved, reading);
  }

  /** The clock at the moment of an event. */
  ClockReading clockAt(Instant now) {
    return clock.at(now);
  }
}
