/**
 * Decides whether a planned rollout may go ahead, and on a node whether a warrant is to be
 * followed.
 *
 * <p>Comes in: a policy, a {@code RolloutPlan}, approvals, the environment and the caller's now.
 * Goes out: a {@code Permit}, or every reason for the refusal with what would lift it.
 *
 * <p>Stays out: files, sockets, threads and clocks. The same code runs in the control plane and in
 * the agent, so both must get the same answer from the same values.
 */
@NullMarked
package xps.crypto.orchestrator.guard;

import org.jspecify.annotations.NullMarked;
