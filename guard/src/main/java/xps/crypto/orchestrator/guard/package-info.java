/**
 * Decides whether a planned rollout may go ahead, and on a node whether a warrant is to be
 * followed.
 *
 * <p>Comes in: a policy, a {@code RolloutPlan}, approvals, the environment and the caller's now; on
 * a node a warrant in its envelope, what the node knows about itself, and what it remembers. Goes
 * out: a {@code Permit}, or every reason for the refusal with what would lift it; on a node an
 * {@code Admission}, or the first check that failed.
 *
 * <p>Stays out: files (but for loading a policy), sockets, threads and clocks. The same code runs
 * in the control plane and in the agent, so both must get the same answer from the same values.
 *
 * <p>Start reading at {@link xps.crypto.orchestrator.guard.Guard#evaluate}; the node's side begins
 * at {@link xps.crypto.orchestrator.guard.Guard#admit}.
 */
@NullMarked
package xps.crypto.orchestrator.guard;

import org.jspecify.annotations.NullMarked;
