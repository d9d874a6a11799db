/**
 * Keeps a record of every step such that a dropped, altered or swapped line shows.
 *
 * <p>Comes in: records, in order, with their own time. Goes out: lines, tiles, signed checkpoints,
 * proofs that a record is in the log, and the name of the line that does not fit.
 *
 * <p>Stays out: what the records are about, clocks and chance. One store writes files; all the rest
 * turns values into values.
 *
 * <p>Life of a leaf: an {@link xps.crypto.orchestrator.audit.AuditRecord} becomes one line of
 * {@code audit.jsonl}; the bytes of that line, as written and without its LF, are hashed into a
 * Merkle tree (RFC 6962); the tree's hashes lie in tiles (C2SP tlog-tiles), and its root is signed
 * in the checkpoint (C2SP signed note). Whoever holds the log's key and a checkpoint can tell from
 * a {@link xps.crypto.orchestrator.audit.TlogProof} alone that a line is in the log.
 *
 * <p>Start reading at {@link xps.crypto.orchestrator.audit.AuditLog}, and for the other side at
 * {@link xps.crypto.orchestrator.audit.AuditVerification}.
 */
@NullMarked
package xps.crypto.orchestrator.audit;

import org.jspecify.annotations.NullMarked;
