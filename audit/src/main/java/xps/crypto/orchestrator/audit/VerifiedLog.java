package xps.crypto.orchestrator.audit;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Sha256;

/**
 * A log that has verified to its last byte under a key from elsewhere, with those of its records
 * that were asked for: the very lines that were hashed, not what lies there afterwards. Only {@link
 * AuditVerification#read} can make one.
 */
public final class VerifiedLog {
  private static final int MOST_EVIDENCE_BYTES = 4 << 20;

  private final AuditSummary summary;
  private final List<AuditRecord> records;
  private final AuditFolder folder;

  VerifiedLog(AuditSummary summary, List<AuditRecord> records, AuditFolder folder) {
    this.summary = summary;
    this.records = List.copyOf(records);
    this.folder = folder;
  }

  /** What the log turned out to be. */
  public AuditSummary summary() {
    return summary;
  }

  /** The records that were asked for, in the order of the log. */
  public List<AuditRecord> records() {
    return records;
  }

  /**
   * What the log keeps under that digest, and what has it; nothing where it keeps nothing, or
   * something else by now.
   */
  public Optional<Bytes> evidence(Sha256 digest) {
    try {
      return folder
          .read(AuditFolder.EVIDENCE + "/" + digest.hex(), MOST_EVIDENCE_BYTES)
          .map(Bytes::copyOf)
          .filter(content -> content.sha256().equals(digest));
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
