/**
 * Brings a node to the state it is told to have, after it has checked the whole chain of evidence
 * by itself.
 *
 * <p>Comes in: warrants from the control plane, reports of the workload and its probe, ticks. Goes
 * out: effects for the shell (fetch, stage, test, swap, roll back, report).
 *
 * <p>Stays out: trust in the control plane. What arrives is a claim; the trust store, the policy,
 * the clock and the memory that it is judged by are the node's own.
 *
 * <p>What the node says goes through an {@code Outbox}: written down before it is sent, sent until
 * it is taken, and always under the name that it was given first.
 *
 * <p>Start reading at {@code Agent#step}, which decides and does nothing; {@code Shell} and {@code
 * Hands} carry its effects out. What is installed how is a {@code NodeInstaller}'s: another kind of
 * artifact gets one more of them, in {@code Installers}.
 */
@NullMarked
package xps.crypto.orchestrator.agent;

import org.jspecify.annotations.NullMarked;
