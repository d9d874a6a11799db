package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import xps.crypto.orchestrator.audit.AuditRecord;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.Warrant;

/**
 * One rollout's records on their way into the audit log, each once.
 *
 * <p>While the log can't take them they wait here in their order, and {@link #isBehind} says so:
 * then nothing new may start. They are safe all the same, because the journal has what they were
 * made from.
 */
final class Ledger {

  /** Records one append takes at most, so that a long queue can't hold the runner up for long. */
  private static final int MOST_AT_ONCE = 1_000;

  private final AuditTrail trail;
  private final String rollout;
  private final Deque<AuditRecord> waiting = new ArrayDeque<>();
  private final Deque<Bytes> evidence = new ArrayDeque<>();
  private final Map<Sha256, Gate> gates = new HashMap<>();

  /** Records in the log that a replay hasn't come by yet. */
  private final Map<AuditRecord, Deque<Long>> logged = new HashMap<>();

  /** A GATE record as it was written, and where. */
  record Gate(long index, String line) {}

  private long known = -1;
  private boolean isDoubtful;
  private String trouble = "";

  Ledger(AuditTrail trail, String rollout) {
    this.trail = trail;
    this.rollout = rollout;
  }

  /** Finds out what is in the log already; before a replay. */
  void recall() throws IOException {
    noteLogged(trail.ofRollout(rollout));
  }

  private void noteLogged(SortedMap<Long, AuditRecord> records) {
    records.forEach((index, record) -> {
      if (index > known) {
        logged.computeIfAbsent(record, _ -> new ArrayDeque<>()).add(index);
        known = index;
      }
    });
  }

  /** Takes records in their order; those that are in the log already are passed over. */
  void write(List<AuditRecord> records) {
    for (var record : records) {
      if (!isLogged(record)) {
        waiting.add(record);
      }
    }
  }

  private boolean isLogged(AuditRecord record) {
    var indexes = logged.get(record);
    if (indexes == null) {
      return false;
    }
    noteGate(record, indexes.remove());
    if (indexes.isEmpty()) {
      logged.remove(record);
    }
    return true;
  }

  /** Keeps what records name by its digest; before the records that are written after it. */
  void keep(Bytes content) {
    evidence.add(content);
  }

  /** Keeps a warrant, and the approvals in it. */
  void keep(Warrant warrant) {
    warrant.approvals().forEach(approval -> keep(Canonical.bytes(approval.document())));
    keep(warrant.signedBytes());
  }

  /** Brings what waits into the log, if the log takes it now. */
  void flush() {
    try {
      if (isDoubtful) {
        settleDoubt();
      }
      while (!evidence.isEmpty()) {
        trail.evidence(evidence.element());
        evidence.remove();
      }
      while (!waiting.isEmpty()) {
        append(waiting.stream().limit(MOST_AT_ONCE).toList());
      }
      trouble = "";
    } catch (IOException e) {
      isDoubtful = true;
      trouble = e.getMessage() == null ? e.toString() : e.getMessage();
    }
  }

  private void append(List<AuditRecord> batch) throws IOException {
    long index = trail.append(batch).first();
    for (var record : batch) {
      noteGate(record, index);
      known = index++;
      waiting.remove();
    }
  }

  /** An append that failed may have come through all the same. */
  private void settleDoubt() throws IOException {
    noteLogged(trail.ofRollout(rollout));
    var queued = new ArrayList<>(waiting);
    waiting.clear();
    write(queued);
    isDoubtful = false;
  }

  private void noteGate(AuditRecord record, long index) {
    record.warrant().ifPresent(warrant -> gates.put(warrant, new Gate(index, record.line())));
  }

  /** Whether the log couldn't take what it was given. */
  boolean isBehind() {
    return !waiting.isEmpty() || !evidence.isEmpty();
  }

  /** Why the log took nothing the last time; empty if it did. */
  String trouble() {
    return trouble;
  }

  /** The GATE record of a warrant, once it is in the log. */
  Optional<Gate> gateOf(Sha256 warrant) {
    return Optional.ofNullable(gates.get(warrant));
  }

  AuditTrail trail() {
    return trail;
  }
}
