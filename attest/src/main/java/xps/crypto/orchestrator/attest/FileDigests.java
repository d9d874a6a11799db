package xps.crypto.orchestrator.attest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * Size and digests of a file that somebody is about to describe.
 *
 * @param sha1 only because SPDX wants it; nothing rests on it
 */
record FileDigests(String name, long sizeBytes, Sha256 sha256, String sha1) {
  private static final int BUFFER_BYTES = LeafLane.BUFFER_BYTES;

  /** What somebody finds out about an open file. */
  @FunctionalInterface
  interface Reading<T> {
    T of(String name, InputStream in) throws IOException;
  }

  /** Reads a file to its end. */
  static Outcome<FileDigests> of(Path file) {
    return read(file, FileDigests::digest);
  }

  /**
   * Opens a regular file, and follows no link: a manifest describes the file that will be shipped.
   */
  static <T> Outcome<T> read(Path file, Reading<T> reading) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return missing(file, "there is no such regular file");
    }
    try (var in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      return Outcome.ok(reading.of(String.valueOf(file.getFileName()), in));
    } catch (IOException e) {
      return missing(file, "the file cannot be read: " + e.getMessage());
    }
  }

  private static FileDigests digest(String name, InputStream in) throws IOException {
    var sha256 = Digests.sha256();
    var sha1 = Digests.sha1();
    var buffer = new byte[BUFFER_BYTES];
    long size = 0;
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      sha256.update(buffer, 0, count);
      sha1.update(buffer, 0, count);
      size += count;
    }
    return new FileDigests(
        name, size, Sha256.ofDigest(sha256.digest()), HexFormat.of().formatHex(sha1.digest()));
  }

  private static <T> Outcome<T> missing(Path file, String message) {
    return Outcome.refused(
        new Problem(
            Code.ARTIFACT_MISSING,
            message,
            file.toString(),
            "name a file that exists and is readable"));
  }
}
