/**
 * Tries a policy out: what it would say to changes that nobody has made.
 *
 * <p>Comes in: a policy and a table of cases, each a change in a few words and what is expected of
 * the gate. Goes out: what the gate says to each, and which rules of the policy were reached.
 *
 * <p>Stays out: a second opinion. A case becomes a real manifest, plan and approvals, signed with
 * keys that are made for it and forgotten, and the real gate decides.
 *
 * <p>Start reading at {@link xps.crypto.orchestrator.cli.rehearsal.Rehearsal#run}.
 */
@NullMarked
package xps.crypto.orchestrator.cli.rehearsal;

import org.jspecify.annotations.NullMarked;
