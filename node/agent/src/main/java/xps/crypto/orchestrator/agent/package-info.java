/**
 * Brings a node to the state it is told to have, after it has checked the whole chain of evidence
 * by itself.
 *
 * <p>Comes in: warrants from the control plane, reports of the workload and its probe, ticks. Goes
 * out: effects for the shell (fetch, stage, test, swap, roll back, report).
 *
 * <p>Stays out: trust in the control plane. What arrives is a claim; the trust store, the policy,
 * the clock and the memory that it is judged by are the node's own.
 */
@NullMarked
package xps.crypto.orchestrator.agent;

import org.jspecify.annotations.NullMarked;
