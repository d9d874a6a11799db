package xps.crypto.orchestrator.attest;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * Finds out, in one pass over them, whether bytes are those of an artifact: never more than its
 * bound, its SHA-256, and each chunk of its digest tree as soon as that has come.
 *
 * <p>The bytes may come in several streams, one after the other: what breaks off is read on from
 * {@link #readBytes}, and what was begun long ago from {@link #goodBytes}. Long files with a tree
 * are hashed on two cores. For one owner, who closes it.
 */
public final class ContentCheck implements AutoCloseable {
  /** Lists of leaves that are longer are not believed; a chunk of so long a file goes unnamed. */
  public static final int MOST_LEAVES_BYTES = ChunkCheck.MOST_LEAVES_BYTES;

  /** From there on a second core is worth the thread. */
  private static final long LONG_BYTES = 4L * 1024 * 1024;

  private static final int BUFFER_BYTES = LeafLane.BUFFER_BYTES;

  private final Artifact artifact;
  private final long bound;
  private final MessageDigest digest = Digests.sha256();
  private final Optional<ChunkCheck> chunks;
  private final Optional<LeafLane> lane;
  private final byte[] buffer;
  private long readBytes;
  private boolean goesOn;

  /** Takes what has just been read, in order; what it takes may still turn out wrong. */
  @FunctionalInterface
  public interface Taker {
    void take(byte[] bytes, int count) throws IOException;
  }

  private ContentCheck(Artifact artifact, long bound, Optional<byte[]> leaves) {
    this.artifact = artifact;
    this.bound = bound;
    chunks =
        artifact
            .tree()
            .map(tree -> new ChunkCheck(tree.chunkBytes(), believed(artifact, tree, leaves)));
    lane = bound < LONG_BYTES ? Optional.empty() : chunks.map(LeafLane::new);
    buffer = new byte[lane.isPresent() ? 0 : (int) Math.min(Math.max(bound, 1), BUFFER_BYTES)];
  }

  /**
   * A check for which nothing has been read yet.
   *
   * @param maxBytes bound for an artifact without a size
   * @param leaves the object that the digest tree names; believed only when it has that root
   */
  public static ContentCheck of(Artifact artifact, long maxBytes, Optional<byte[]> leaves) {
    return new ContentCheck(artifact, artifact.size().orElse(maxBytes), leaves);
  }

  private static Optional<byte[]> believed(
      Artifact artifact, Artifact.DigestTree tree, Optional<byte[]> leaves) {
    long size = artifact.size().orElseThrow(); // no manifest is read that has a tree without it
    return leaves.filter(bytes -> tree.isRootOf(bytes, size));
  }

  /**
   * Reads on until the stream ends, the bound is reached or a chunk is found wrong. When the stream
   * breaks off, everything before that has been taken.
   */
  public void read(InputStream in, Taker taker) throws IOException {
    while (readBytes < bound && isRight()) {
      var into = lane.map(LeafLane::lend).orElse(buffer);
      int count = in.read(into, 0, (int) Math.min(bound - readBytes, into.length));
      if (count < 0) {
        return;
      }
      taker.take(into, count);
      hash(into, count);
    }
    // One byte beyond the bound is asked for, and dropped: the only way to see that it goes on.
    goesOn = readBytes == bound && in.read() >= 0;
  }

  private void hash(byte[] bytes, int count) {
    if (lane.isPresent()) {
      lane.get().take(count); // first: the other core is to have something to do
    } else {
      chunks.ifPresent(tree -> tree.update(bytes, count));
    }
    digest.update(bytes, 0, count);
    readBytes += count;
  }

  /** Whether what has come so far can still be right. */
  public boolean isRight() {
    return chunks.isEmpty() || chunks.get().isRight();
  }

  /** How many bytes have come. */
  public long readBytes() {
    return readBytes;
  }

  /**
   * How many of them, from the first one on, are proved to be right: whole chunks of a tree whose
   * leaves are known. Zero where there is no such tree.
   */
  public long goodBytes() {
    lane.ifPresent(LeafLane::drain);
    return chunks.map(ChunkCheck::goodBytes).orElse(0L);
  }

  /** The leaves of the artifact's tree, once everything has come and was found right. */
  public Optional<Bytes> leaves() {
    close();
    return chunks.flatMap(ChunkCheck::leaves).map(Bytes::copyOf);
  }

  /** What is wrong with the artifact at that place; to be asked once, when nothing more comes. */
  public List<Problem> problems(String where) {
    close();
    if (!isRight()) {
      return List.of(chunks.orElseThrow().wrongChunk(where));
    }
    var size = wrongSize(where);
    if (size.isPresent()) {
      return List.of(size.get());
    }
    var problems = new ArrayList<Problem>();
    wrongDigest(where).ifPresent(problems::add);
    chunks
        .flatMap(check -> check.wrongRoot(artifact.tree().orElseThrow(), where))
        .ifPresent(problems::add);
    return List.copyOf(problems);
  }

  private Optional<Problem> wrongSize(String where) {
    var size = artifact.size();
    String message;
    if (goesOn) {
      message =
          size.isPresent()
              ? " is longer than the " + bound + " bytes that the manifest says"
              : " is longer than the "
                  + bound
                  + " bytes that are read of an artifact without a size";
    } else if (size.isPresent() && readBytes < bound) {
      message = " has " + readBytes + " bytes; the manifest says " + bound;
    } else {
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            Code.SIZE_MISMATCH,
            artifact.name() + message,
            where,
            size.isPresent()
                ? "get the artifact again from where it was signed"
                : "let the manifest give the artifact's size"));
  }

  private Optional<Problem> wrongDigest(String where) {
    var found = Sha256.ofDigest(digest.digest());
    if (found.equals(artifact.sha256())) {
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            Code.DIGEST_MISMATCH,
            artifact.name()
                + " is not the file that the manifest describes: its SHA-256 is "
                + found.hex()
                + ", the manifest says "
                + artifact.sha256().hex(),
            where,
            "get the artifact again from where it was signed; if it was changed on purpose, have"
                + " a new manifest signed"));
  }

  @Override
  public void close() {
    lane.ifPresent(LeafLane::close);
  }
}
