/**
 * Makes a small organisation that is real in everything but its size: people with keys, the
 * documents that they agreed on, patches that they signed, machines to roll them out to.
 *
 * <p>Comes in: an empty folder, a {@link xps.crypto.orchestrator.cli.organisation.Charter}, a now
 * and a source of chance. Goes out: the founding document's four files with real keys and digests,
 * and what {@code apply} and agents need beside them.
 *
 * <p>Stays out: whatever decides. All that is made here is read back by the rooms whose documents
 * it is, and is good only if they say so. One difference from the field remains: here all keys lie
 * in one folder, so that one person can play every part.
 *
 * <p>Start reading at {@link xps.crypto.orchestrator.cli.organisation.Organisation#found}.
 */
@NullMarked
package xps.crypto.orchestrator.cli.organisation;

import org.jspecify.annotations.NullMarked;
