package xps.crypto.orchestrator.planner;

import xps.crypto.orchestrator.document.Sha256;

/**
 * A wave as the plan digest commits to it.
 *
 * @param count how many nodes
 * @param root RFC 6962 root over their leaves in the byte order of the ids, see {@link WaveLeaf}
 */
public record WaveRoot(String name, int count, Sha256 root) {}
