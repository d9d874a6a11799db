package xps.crypto.orchestrator.audit;

/**
 * A record that is proven to be in a log, under a checkpoint that the log's key has signed. Only
 * {@link TlogProof#verify} can make one.
 */
public sealed interface VerifiedRecord permits ProvenRecord {
  /** The record. */
  AuditRecord record();

  /** Where in the log it stands, from 0. */
  long index();

  /** The checkpoint that it was proven under. */
  Checkpoint checkpoint();

  /** The log. */
  LogKey log();
}
