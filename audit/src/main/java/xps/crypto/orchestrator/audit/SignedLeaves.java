package xps.crypto.orchestrator.audit;

import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.MerkleTree;
import xps.crypto.orchestrator.document.Sha256;

/**
 * Finds out which leaf hashes a checkpoint was signed over, from witnesses of which any may lie:
 * the lines, the tiles of hashes, the bundles of entries, and the hashes one level up.
 *
 * <p>Each group of 256 is taken from the witness that fits the hash above it; the last group, which
 * has none, from the one that gives the signed root. So a line stays nameable as long as one of its
 * three copies is untouched.
 */
final class SignedLeaves {
  private final List<LeafHashes> witnesses;
  private final LeafHashes above;

  SignedLeaves(List<LeafHashes> witnesses, LeafHashes above) {
    this.witnesses = List.copyOf(witnesses);
    this.above = above;
  }

  /** The hashes; nothing when no choice of witnesses gives the signed root. */
  Optional<LeafHashes> under(Checkpoint checkpoint) {
    if (checkpoint.size() > Integer.MAX_VALUE) {
      return Optional.empty(); // more than this reader holds, and than was ever written here
    }
    for (var witness : witnesses) {
      if (witness.size() >= checkpoint.size()) {
        var head = witness.head((int) checkpoint.size());
        if (isSigned(head, checkpoint)) {
          return Optional.of(head);
        }
      }
    }
    return patched(checkpoint);
  }

  private Optional<LeafHashes> patched(Checkpoint checkpoint) {
    int full = (int) (checkpoint.size() / TilePath.FULL);
    int rest = (int) (checkpoint.size() % TilePath.FULL);
    var leaves = new LeafHashes();
    for (int group = 0; group < full; group++) {
      var fitting = fitting(group);
      if (fitting.isEmpty()) {
        return Optional.empty();
      }
      leaves.addAll(fitting.get());
    }
    for (var witness : witnesses) {
      int from = full * TilePath.FULL;
      if (witness.size() >= from + rest) {
        var candidate = leaves.head(leaves.size());
        candidate.addAll(witness.subList(from, from + rest));
        if (isSigned(candidate, checkpoint)) {
          return Optional.of(candidate);
        }
      }
    }
    return Optional.empty();
  }

  private Optional<List<Sha256>> fitting(int group) {
    int from = group * TilePath.FULL;
    return witnesses.stream()
        .filter(witness -> witness.size() >= from + TilePath.FULL && group < above.size())
        .map(witness -> witness.subList(from, from + TilePath.FULL))
        .filter(leaves -> MerkleTree.rootOfHashes(leaves).equals(above.get(group)))
        .findFirst();
  }

  private static boolean isSigned(LeafHashes leaves, Checkpoint checkpoint) {
    return MerkleTree.rootOfHashes(leaves).equals(checkpoint.root());
  }
}
