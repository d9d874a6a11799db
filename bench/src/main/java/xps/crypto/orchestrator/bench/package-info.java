/**
 * How fast attestation is, each figure beside that of a peer on the same machine in the same run;
 * how long guard's decisions take; how plans, simulations and the rollout machine grow with the
 * fleet; and what a module's caller notices of its being swappable, and of swaps: beside their
 * bounds.
 *
 * <p>Comes in: a folder for a large file, and the run-time image of {@code xps}. Goes out: a table
 * on the terminal. Nothing is asserted: figures are for people to compare.
 *
 * <p>Start reading at {@link xps.crypto.orchestrator.bench.Main}.
 */
@NullMarked
package xps.crypto.orchestrator.bench;

import org.jspecify.annotations.NullMarked;
