package xps.crypto.orchestrator.attest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Sha256;

/**
 * What a manifest says about a file, found out in one pass over it; SHA-256 and tree on a core
 * each.
 *
 * @param tree over its chunks, where one was asked for
 * @param leaves the hashes of those chunks
 */
record FileContent(
    String name,
    long sizeBytes,
    Sha256 sha256,
    Optional<Artifact.DigestTree> tree,
    Optional<Bytes> leaves) {

  /** Reads a file to its end; a tree is made of one that is longer than a chunk. */
  static Outcome<FileContent> of(Path file, OptionalInt chunkBytes) {
    return FileDigests.read(
        file,
        (name, in) ->
            chunkBytes.isPresent() ? withTree(name, in, chunkBytes.getAsInt()) : plain(name, in));
  }

  private static FileContent plain(String name, InputStream in) throws IOException {
    var sha256 = Digests.sha256();
    var buffer = new byte[LeafLane.BUFFER_BYTES];
    long size = 0;
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      sha256.update(buffer, 0, count);
      size += count;
    }
    var digest = Sha256.ofDigest(sha256.digest());
    return new FileContent(name, size, digest, Optional.empty(), Optional.empty());
  }

  private static FileContent withTree(String name, InputStream in, int chunkBytes)
      throws IOException {
    var sha256 = Digests.sha256();
    var chunks = new ChunkCheck(chunkBytes, Optional.empty());
    long size = 0;
    try (var lane = new LeafLane(chunks)) {
      var buffer = lane.lend();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        lane.take(count);
        sha256.update(buffer, 0, count);
        size += count;
        buffer = lane.lend();
      }
    }
    var digest = Sha256.ofDigest(sha256.digest());
    var root = chunks.endAndRoot();
    if (size <= chunkBytes || chunks.leaves().isEmpty()) {
      return new FileContent(name, size, digest, Optional.empty(), Optional.empty());
    }
    var tree = new Artifact.DigestTree(chunkBytes, root);
    return new FileContent(
        name, size, digest, Optional.of(tree), chunks.leaves().map(Bytes::copyOf));
  }
}
