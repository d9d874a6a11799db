package xps.crypto.orchestrator.audit;

import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.attest.MerkleFrontier;
import xps.crypto.orchestrator.attest.MerkleTree;
import xps.crypto.orchestrator.document.Sha256;

/**
 * A Merkle tree in tiles: on level 0 the leaf hashes, on each level above the roots of the full
 * tiles below. For one owner.
 */
final class TileTree {
  private final List<LeafHashes> levels = new ArrayList<>(List.of(new LeafHashes()));
  private final MerkleFrontier frontier = new MerkleFrontier();

  static TileTree of(List<Sha256> leafHashes) {
    var tree = new TileTree();
    leafHashes.forEach(tree::add);
    return tree;
  }

  void add(Sha256 leafHash) {
    frontier.add(leafHash);
    levels.getFirst().add(leafHash);
    for (int level = 0; levels.get(level).size() % TilePath.FULL == 0; level++) {
      if (level + 1 == levels.size()) {
        levels.add(new LeafHashes());
      }
      var full = levels.get(level);
      var tile = full.subList(full.size() - TilePath.FULL, full.size());
      levels.get(level + 1).add(MerkleTree.rootOfHashes(tile));
    }
  }

  long size() {
    return frontier.size();
  }

  Sha256 root() {
    return frontier.root();
  }

  LeafHashes leaves() {
    return levels.getFirst();
  }

  /** The bytes of a tile of hashes that is part of this tree. */
  byte[] tile(TilePath path) {
    return levels.get(path.height()).packed(Math.toIntExact(path.first()), path.width());
  }
}
