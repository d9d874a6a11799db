/**
 * Keeps a record of every step such that a dropped, altered or swapped line shows.
 *
 * <p>Comes in: records, in order, with their own time. Goes out: lines, tiles, signed checkpoints,
 * proofs that a record is in the log, and the name of the line that does not fit.
 *
 * <p>Stays out: what the records are about. One store writes files; all the rest turns values into
 * values.
 */
@NullMarked
package xps.crypto.orchestrator.audit;

import org.jspecify.annotations.NullMarked;
