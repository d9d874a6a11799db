package xps.crypto.orchestrator.planner;

import java.util.List;
import xps.crypto.orchestrator.attest.MerkleTree;
import xps.crypto.orchestrator.document.Sha256;

/**
 * A proof that a node is in a wave.
 *
 * @param wave index of the wave
 * @param index of the node in the wave's byte order
 * @param path RFC 6962 inclusion path
 */
public record Membership(int wave, int index, List<Sha256> path) {
  /** Copies the path. */
  public Membership {
    path = List.copyOf(path);
  }

  /** Whether it proves that this node stands under this wave's root. */
  public boolean proves(WaveLeaf node, WaveRoot root) {
    return MerkleTree.verifyInclusion(node.hash(), index, root.count(), path, root.root());
  }
}
