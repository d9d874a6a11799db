/**
 * The whole story on one machine: an organisation, a fleet of real processes, users who call it all
 * the time, three patches, and somebody who has stolen every key of the control plane.
 *
 * <p>Comes in: the commands of {@code xps} as a {@link xps.crypto.orchestrator.cli.demo.Xps}. Goes
 * out: a story for people, and a {@link xps.crypto.orchestrator.cli.demo.Summary} for pipelines.
 *
 * <p>Nothing is claimed that wasn't looked at: each sentence with a tick stands for a check, and
 * the demo fails with the first that doesn't hold.
 *
 * <p>Start reading at {@link xps.crypto.orchestrator.cli.demo.Demo}.
 */
@NullMarked
package xps.crypto.orchestrator.cli.demo;

import org.jspecify.annotations.NullMarked;
