/**
 * Keeps the journal of every rollout in a database, so that a rollout outlives the process that
 * runs it.
 *
 * <p>Comes in: events, in order. Goes out: the same events, in the same order, to whoever takes the
 * rollout up again.
 *
 * <p>Stays out: what the events mean. Two writers that try at once collide on a key, and one of
 * them stops.
 */
@NullMarked
package xps.crypto.orchestrator.store;

import org.jspecify.annotations.NullMarked;
