package xps.crypto.orchestrator.attest;

import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.document.Sha256;

/**
 * A Merkle tree that grows at its right edge and keeps only what its root needs: one hash for each
 * full subtree, at most 63. For one owner; not for several threads.
 */
public final class MerkleFrontier {
  /**
   * Roots of the full subtrees, the largest first: one for each bit of {@link #size} that is set.
   */
  private final List<byte[]> subtrees = new ArrayList<>();

  private long size;

  /** Adds a leaf by its hash, see {@link MerkleTree#leafHash}. */
  public void add(Sha256 leafHash) {
    addDigest(leafHash.bytes());
  }

  void addDigest(byte[] leafHash) {
    var subtree = leafHash;
    for (long bits = size; (bits & 1) == 1; bits >>= 1) {
      subtree = MerkleTree.node(subtrees.removeLast(), subtree);
    }
    subtrees.add(subtree);
    size++;
  }

  /** How many leaves there are. */
  public long size() {
    return size;
  }

  /** The root over all leaves so far. */
  public Sha256 root() {
    return rootBefore(new MerkleFrontier());
  }

  /** The root over these and then others that are fewer than any subtree here has. */
  Sha256 rootBefore(MerkleFrontier last) {
    return subtrees.isEmpty() && last.subtrees.isEmpty()
        ? Sha256.of(new byte[0])
        : Sha256.ofDigest(fold(last.subtrees));
  }

  /** The root over all leaves; there is one at least. */
  byte[] rootBytes() {
    return fold(List.of());
  }

  private byte[] fold(List<byte[]> last) {
    var all = new ArrayList<>(subtrees);
    all.addAll(last);
    var root = all.getLast();
    for (int i = all.size() - 2; i >= 0; i--) {
      root = MerkleTree.node(all.get(i), root);
    }
    return root;
  }
}
