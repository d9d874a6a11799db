package xps.crypto.orchestrator.attest;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * Checks a file chunk by chunk while it streams by. With the list of the chunks' hashes it stops at
 * the first wrong one. Without it only the root can be compared, at the end.
 *
 * <p>One thread at a time calls {@link #update}; {@link #goodBytes} may be asked by another.
 */
final class ChunkCheck {
  static final int LEAF_BYTES = 32;

  /** So much room for hashes: 32 GiB in the smallest chunks, or 8 TiB in the largest. */
  static final int MOST_LEAVES_BYTES = 16 * 1024 * 1024;

  private static final byte LEAF = 0;

  private final int chunkBytes;
  private final Optional<byte[]> leaves;
  private final ByteArrayOutputStream found = new ByteArrayOutputStream();
  private final MerkleFrontier frontier = new MerkleFrontier();
  private final MessageDigest chunk = Digests.sha256();
  private int leftInChunk;
  private volatile boolean right = true;
  private volatile long goodBytes;

  /**
   * @param leaves the hashes of the chunks, where they are known and have the right root
   */
  ChunkCheck(int chunkBytes, Optional<byte[]> leaves) {
    this.chunkBytes = chunkBytes;
    this.leaves = leaves;
    begin();
  }

  private void begin() {
    chunk.update(LEAF);
    leftInChunk = chunkBytes;
  }

  /** Takes the next bytes, from as many chunks as they are; a wrong chunk ends it for good. */
  void update(byte[] bytes, int count) {
    for (int at = 0; right && at < count; ) {
      int part = Math.min(leftInChunk, count - at);
      chunk.update(bytes, at, part);
      at += part;
      leftInChunk -= part;
      if (leftInChunk == 0) {
        end();
      }
    }
  }

  private void end() {
    var hash = chunk.digest();
    long at = frontier.size() * LEAF_BYTES;
    if (leaves.isPresent()) {
      compare(hash, leaves.get(), at);
    } else if (at < MOST_LEAVES_BYTES) {
      found.writeBytes(hash);
    }
    frontier.addDigest(hash);
    begin();
  }

  private void compare(byte[] hash, byte[] known, long at) {
    boolean same =
        at < known.length
            && Arrays.equals(hash, 0, LEAF_BYTES, known, (int) at, (int) at + LEAF_BYTES);
    if (same) {
      goodBytes = (frontier.size() + 1) * chunkBytes - leftInChunk;
    }
    right = same;
  }

  /** Whether everything so far can still be right. */
  boolean isRight() {
    return right;
  }

  /** How many bytes from the first one on are in chunks that are known to be right. */
  long goodBytes() {
    return goodBytes;
  }

  /** The hashes of all chunks; nothing when they are too many to be kept. */
  Optional<byte[]> leaves() {
    if (leaves.isPresent() || frontier.size() * LEAF_BYTES > MOST_LEAVES_BYTES) {
      return leaves;
    }
    return Optional.of(found.toByteArray());
  }

  /** The root of the tree, once everything has come. */
  Sha256 endAndRoot() {
    if (leftInChunk < chunkBytes) {
      end();
    }
    return frontier.root();
  }

  /** The refusal for the chunk that was found wrong. */
  Problem wrongChunk(String where) {
    long index = frontier.size() - 1;
    long from = index * chunkBytes;
    return problem(
        "chunk " + index + " (from byte " + from + " on) is not the one that was signed for",
        where);
  }

  /** What is wrong once the file has ended, if anything. */
  Optional<Problem> wrongRoot(Artifact.DigestTree tree, String where) {
    var root = endAndRoot();
    if (!right) {
      return Optional.of(wrongChunk(where));
    }
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
