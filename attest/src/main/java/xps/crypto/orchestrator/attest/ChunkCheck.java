package xps.crypto.orchestrator.attest;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * Checks a file chunk by chunk while it streams by. With the list of the chunks' hashes it stops at
 * the first wrong one; that list is believed only when its own root is the one in the manifest.
 * Without it only the root can be compared, at the end.
 */
final class ChunkCheck {
  static final int LEAF_BYTES = 32;

  private static final byte LEAF = 0;

  private final Artifact.DigestTree tree;
  private final Optional<byte[]> leaves;
  private final MerkleFrontier frontier = new MerkleFrontier();
  private final MessageDigest chunk = Digests.sha256();
  private int leftInChunk;

  private ChunkCheck(Artifact.DigestTree tree, Optional<byte[]> leaves) {
    this.tree = tree;
    this.leaves = leaves;
    begin();
  }

  static ChunkCheck of(Artifact.DigestTree tree, Optional<byte[]> leaves) {
    return new ChunkCheck(tree, leaves.filter(bytes -> rootOf(bytes).equals(tree.root())));
  }

  private static Sha256 rootOf(byte[] leaves) {
    var frontier = new MerkleFrontier();
    for (int at = 0; at < leaves.length; at += LEAF_BYTES) {
      frontier.addDigest(Arrays.copyOfRange(leaves, at, at + LEAF_BYTES));
    }
    return frontier.root();
  }

  private void begin() {
    chunk.update(LEAF);
    leftInChunk = tree.chunkBytes();
  }

  /** How many bytes the next {@link #update} may have at most. */
  int leftInChunk() {
    return leftInChunk;
  }

  /** Takes the next bytes; says whether everything up to here can still be right. */
  boolean update(byte[] bytes, int count) {
    chunk.update(bytes, 0, count);
    leftInChunk -= count;
    return leftInChunk > 0 || end();
  }

  private boolean end() {
    var hash = chunk.digest();
    int at = (int) frontier.size() * LEAF_BYTES;
    frontier.addDigest(hash);
    begin();
    return leaves.isEmpty()
        || Arrays.equals(hash, 0, LEAF_BYTES, leaves.get(), at, at + LEAF_BYTES);
  }

  /** The refusal for the chunk that {@link #update} has just found wrong. */
  Problem wrongChunk(String where) {
    long index = frontier.size() - 1;
    long from = index * tree.chunkBytes();
    return problem(
        "chunk " + index + " (from byte " + from + " on) is not the one that was signed for",
        where);
  }

  /** What is wrong once the file has ended, if anything. */
  Optional<Problem> wrongRoot(String where) {
    if (leftInChunk < tree.chunkBytes() && !end()) {
      return Optional.of(wrongChunk(where));
    }
    var root = frontier.root();
    return root.equals(tree.root())
        ? Optional.empty()
        : Optional.of(
            problem(
                "the root over the "
                    + frontier.size()
                    + " chunks, from chunk 0 on, is "
                    + root.hex()
                    + "; the manifest says "
                    + tree.root().hex(),
                where));
  }

  private static Problem problem(String message, String where) {
    return new Problem(
        Code.TREE_MISMATCH,
        message,
        where,
        "get the artifact again, or at least what comes from that chunk on");
  }
}
