package xps.crypto.orchestrator.planner;

import java.util.Optional;
import xps.crypto.orchestrator.attest.MerkleTree;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Sha256;

/**
 * A node as its wave's root commits to it.
 *
 * @param key SHA-256 of the SPKI that the node signs its reports with; there exactly where the plan
 *     requires receipts
 */
public record WaveLeaf(String node, Optional<Sha256> key) {
  /** No id has a line break in it, so a leaf with a key can't be taken for one without. */
  public Bytes bytes() {
    return Bytes.utf8(key.map(digest -> node + "\n" + digest.hex()).orElse(node));
  }

  /** The leaf's hash in the tree (RFC 6962). */
  public Sha256 hash() {
    return MerkleTree.leafHash(bytes().toArray());
  }
}
