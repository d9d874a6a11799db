/**
 * Carries out what was permitted: drives the state machine, signs warrants, asks probes, writes the
 * journal.
 *
 * <p>Comes in: a {@code Permit}, a repository, the gateway to the agents. Goes out: a result, and
 * on the way a journal from which any other process can take over.
 *
 * <p>Stays out: decisions. The planner says what comes next and guard says whether it may; this
 * room does it and reports what came of it.
 */
@NullMarked
package xps.crypto.orchestrator.bind;

import org.jspecify.annotations.NullMarked;
