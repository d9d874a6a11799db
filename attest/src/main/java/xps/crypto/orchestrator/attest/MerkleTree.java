package xps.crypto.orchestrator.attest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Sha256;

/**
 * The Merkle tree of RFC 6962 (section 2.1) with SHA-256: leaves are hashed behind a byte 00, nodes
 * behind a byte 01, so that neither can be taken for the other. Proofs are ordered from the leaf
 * towards the root.
 *
 * <p>Verification never throws on a proof that came from outside: a path of the wrong length, an
 * index beyond the tree and a wrong hash are all simply not proofs.
 */
public final class MerkleTree {
  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  /** Leaves of a subtree that one core hashes: a power of two. */
  private static final int SUBTREE = 1 << 12;

  private MerkleTree() {}

  /** SHA-256(00 ‖ leaf). */
  public static Sha256 leafHash(byte[] leaf) {
    var sha = Digests.sha256();
    sha.update(LEAF);
    sha.update(leaf);
    return Sha256.ofDigest(sha.digest());
  }

  /** SHA-256(01 ‖ left ‖ right). */
  public static Sha256 nodeHash(Sha256 left, Sha256 right) {
    return Sha256.ofDigest(node(left.bytes(), right.bytes()));
  }

  static byte[] node(byte[] left, byte[] right) {
    var sha = Digests.sha256();
    sha.update(NODE);
    sha.update(left);
    sha.update(right);
    return sha.digest();
  }

  /**
   * The root over leaves in this order; that of no leaves is SHA-256 of nothing. Many leaves are
   * hashed on all cores, in full subtrees.
   */
  public static Sha256 root(List<Bytes> leaves) {
    int full = leaves.size() / SUBTREE;
    byte[][] roots = new byte[full][];
    IntStream.range(0, full)
        .parallel()
        .forEach(
            i -> roots[i] = frontier(leaves.subList(i * SUBTREE, (i + 1) * SUBTREE)).rootBytes());
    var left = new MerkleFrontier();
    for (var root : roots) {
      left.addDigest(root);
    }
    return left.rootBefore(frontier(leaves.subList(full * SUBTREE, leaves.size())));
  }

  private static MerkleFrontier frontier(List<Bytes> leaves) {
    var frontier = new MerkleFrontier();
    var sha = Digests.sha256();
    for (var leaf : leaves) {
      sha.update(LEAF);
      sha.update(leaf.toArray());
      frontier.addDigest(sha.digest());
    }
    return frontier;
  }

  /** The root over leaves that are hashed already. */
  public static Sha256 rootOfHashes(List<Sha256> leafHashes) {
    var frontier = new MerkleFrontier();
    for (var leafHash : leafHashes) {
      frontier.add(leafHash);
    }
    return frontier.root();
  }

  /** The audit path of the leaf at {@code index}: the siblings on its way up. */
  public static List<Sha256> inclusion(int index, List<Sha256> leafHashes) {
    if (index < 0 || index >= leafHashes.size()) {
      throw new IllegalArgumentException("no leaf " + index + " among " + leafHashes.size());
    }
    var path = new ArrayList<Sha256>();
    var level = digests(leafHashes);
    for (int at = index; level.size() > 1; at >>= 1) {
      int sibling = at ^ 1;
      if (sibling < level.size()) {
        path.add(Sha256.ofDigest(level.get(sibling)));
      }
      level = parents(level);
    }
    return List.copyOf(path);
  }

  /**
   * Whether {@code path} proves that the leaf stands at {@code index} of the tree of that size and
   * root.
   */
  public static boolean verifyInclusion(
      Sha256 leafHash, long index, long size, List<Sha256> path, Sha256 root) {
    if (index < 0 || index >= size) {
      return false;
    }
    long at = index;
    long last = size - 1;
    byte[] hash = leafHash.bytes();
    for (var sibling : path) {
      if (last == 0) {
        return false; // longer than the tree is deep
      }
      if ((at & 1) == 1 || at == last) {
        hash = node(sibling.bytes(), hash);
        while ((at & 1) == 0 && at != 0) {
          at >>= 1;
          last >>= 1;
        }
      } else {
        hash = node(hash, sibling.bytes());
      }
      at >>= 1;
      last >>= 1;
    }
    return last == 0 && Arrays.equals(hash, root.bytes());
  }

  /** Proof that the first {@code oldSize} of these leaves are a prefix of all of them. */
  public static List<Sha256> consistency(int oldSize, List<Sha256> leafHashes) {
    if (oldSize < 0 || oldSize > leafHashes.size()) {
      throw new IllegalArgumentException("no prefix of " + oldSize + " among " + leafHashes.size());
    }
    if (oldSize == 0 || oldSize == leafHashes.size()) {
      return List.of();
    }
    var path = new ArrayList<Sha256>();
    var level = digests(leafHashes);
    int at = oldSize - 1;
    while ((at & 1) == 1) {
      at >>= 1;
      level = parents(level);
    }
    if (at > 0) {
      path.add(Sha256.ofDigest(level.get(at)));
    }
    for (; level.size() > 1; at >>= 1) {
      int sibling = at ^ 1;
      if (sibling < level.size()) {
        path.add(Sha256.ofDigest(level.get(sibling)));
      }
      level = parents(level);
    }
    return List.copyOf(path);
  }

  /**
   * Whether {@code path} proves that the tree of {@code oldSize} leaves is the beginning of the one
   * of {@code newSize} (RFC 9162, section 2.1.4.2). Every tree continues the empty one, whose root
   * has to be that of no leaves.
   */
  public static boolean verifyConsistency(
      long oldSize, Sha256 oldRoot, long newSize, Sha256 newRoot, List<Sha256> path) {
    if (oldSize < 0 || oldSize > newSize) {
      return false;
    }
    if (oldSize == newSize) {
      return path.isEmpty() && oldRoot.equals(newRoot);
    }
    if (oldSize == 0) {
      return path.isEmpty() && oldRoot.equals(new MerkleFrontier().root());
    }
    return climb(oldSize, oldRoot, newSize, newRoot, path);
  }

  private static boolean climb(
      long oldSize, Sha256 oldRoot, long newSize, Sha256 newRoot, List<Sha256> path) {
    long at = oldSize - 1;
    long last = newSize - 1;
    while ((at & 1) == 1) {
      at >>= 1;
      last >>= 1;
    }
    boolean startsAtOldRoot =
        at == 0; // a full tree: its root is the first known node, and left out of the path
    if (path.isEmpty()) {
      return false;
    }
    byte[] oldHash = startsAtOldRoot ? oldRoot.bytes() : path.getFirst().bytes();
    byte[] newHash = oldHash;
    for (var sibling : startsAtOldRoot ? path : path.subList(1, path.size())) {
      if (last == 0) {
        return false;
      }
      if ((at & 1) == 1 || at == last) {
        oldHash = node(sibling.bytes(), oldHash);
        newHash = node(sibling.bytes(), newHash);
        while ((at & 1) == 0 && at != 0) {
          at >>= 1;
          last >>= 1;
        }
      } else {
        newHash = node(newHash, sibling.bytes());
      }
      at >>= 1;
      last >>= 1;
    }
    return last == 0
        && Arrays.equals(oldHash, oldRoot.bytes())
        && Arrays.equals(newHash, newRoot.bytes());
  }

  private static List<byte[]> digests(List<Sha256> leafHashes) {
    var digests = new ArrayList<byte[]>(leafHashes.size());
    for (var leafHash : leafHashes) {
      digests.add(leafHash.bytes());
    }
    return digests;
  }

  /** The level above; a last node without a sibling goes up as it is. */
  private static List<byte[]> parents(List<byte[]> level) {
    var parents = new ArrayList<byte[]>(level.size() / 2 + 1);
    for (int i = 0; i < level.size(); i += 2) {
      parents.add(i + 1 < level.size() ? node(level.get(i), level.get(i + 1)) : level.get(i));
    }
    return parents;
  }
}
