package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.audit.AuditRecord;
import xps.crypto.orchestrator.guard.Direction;
import xps.crypto.orchestrator.planner.Command;

/**
 * Writes a rollout's journal. What follows from an entry leaves this class only after the entry is
 * durable, and its records only before its commands.
 */
final class Chronicle {

  private final Journal journal;
  private final String rollout;
  private final Course course;
  private final Ledger ledger;
  private final Gatekeeper gatekeeper;

  Chronicle(Journal journal, String rollout, Course course, Ledger ledger, Gatekeeper gatekeeper) {
    this.journal = journal;
    this.rollout = rollout;
    this.course = course;
    this.ledger = ledger;
    this.gatekeeper = gatekeeper;
  }

  /**
   * Takes entries in, with the warrants to go back that they call for; all of them share one flush.
   * Time that passes without anything following from it isn't written. {@code ROLLOUT_CONFLICT}
   * when somebody else has written.
   *
   * @return the commands, to be carried out now
   */
  List<Command> write(Instant now, List<JournalEntry> entries) throws IOException {
    long from = course.seq() + 1;
    var batch = new Batch();
    for (var entry : entries) {
      var taken = course.take(entry);
      boolean isIdle = taken.commands().isEmpty() && Course.isTick(entry);
      if (!isIdle) {
        add(batch, entry, taken, now);
      }
    }
    append(from, batch.entries);
    ledger.write(batch.records);
    ledger.flush();
    return batch.commands;
  }

  private static final class Batch {
    private final List<Journal.Entry> entries = new ArrayList<>();
    private final List<AuditRecord> records = new ArrayList<>();
    private final List<Command> commands = new ArrayList<>();
  }

  private void add(Batch batch, JournalEntry entry, Course.Taken taken, Instant now) {
    batch.entries.add(entry.toEntry());
    batch.records.addAll(taken.records());
    batch.commands.addAll(taken.commands());
    if (entry instanceof JournalEntry.Signed(var warrant)) {
      ledger.keep(warrant);
    }
    for (var command : taken.commands()) {
      if (command instanceof Command.RollBack(int wave, _) && needsWarrant(wave, now)) {
        var order = gatekeeper.back(wave, now);
        // Whoever takes over finds the warrant in the journal, not the policy.
        order.policy().ifPresent(ledger::keep);
        ledger.flush();
        var back = new JournalEntry.Signed(order.warrant());
        add(batch, back, course.take(back), now);
      }
    }
  }

  /** One that was signed before the way back was approved moves nobody who is committed. */
  private boolean needsWarrant(int wave, Instant now) {
    var alive = course.orders().alive(wave, Direction.ROLLBACK, now);
    return alive.isEmpty()
        || (course.state().isBackApproved() && !Orders.isFullStrength(alive.get()));
  }

  private void append(long from, List<Journal.Entry> entries) throws IOException {
    for (int begin = 0; begin < entries.size(); begin += Journal.MAX_BATCH) {
      int end = Math.min(entries.size(), begin + Journal.MAX_BATCH);
      var ignored = journal.append(rollout, from + begin, entries.subList(begin, end)).orThrow();
    }
  }
}
