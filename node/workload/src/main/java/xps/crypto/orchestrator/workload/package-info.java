/**
 * Lets an application call a cryptographic module that is swapped for another version under load.
 *
 * <p>Comes in: calls from the application, and from the node's agent, over the control socket, the
 * digest of a module to load. Goes out: answers, each from one version alone, and to the agent the
 * digest that is mapped, with its counters.
 *
 * <p>Stays out: whether a module may run (the agent has checked that), where it comes from, and
 * every other room: an application links this one, so it depends on nothing but the JDK.
 *
 * <p>What the agent needs of the C library and the kernel stands here too (the self-test and its
 * {@code Cage}, {@code Elf…}, the kernel's clock, groups of processes): of all our rooms only this
 * one may call native code.
 *
 * <p>Start reading at {@link xps.crypto.orchestrator.workload.Modules}. The agent's end is {@link
 * xps.crypto.orchestrator.workload.ControlClient} and {@link
 * xps.crypto.orchestrator.workload.SelfTest}.
 */
@NullMarked
package xps.crypto.orchestrator.workload;

import org.jspecify.annotations.NullMarked;
