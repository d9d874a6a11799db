package xps.crypto.orchestrator.bind;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.ContentCheck;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * A file that is there whole or not at all, whatever happens while it is written: a temporary file,
 * fsync, rename, fsync of the folder.
 */
record DurableFile(Path folder, String name) {

  /** How the name of a file begins that isn't whole yet. */
  static final String TEMPORARY = ".new-";

  private static final int BUFFER_BYTES = 64 * 1024;

  Path path() {
    return folder.resolve(name);
  }

  /** Writes exactly these bytes. */
  void write(byte[] content) throws IOException {
    var refused = write(new ByteArrayInputStream(content), content.length, Sha256.of(content));
    if (refused.isPresent()) {
      throw new IllegalStateException("bytes with another digest than their own");
    }
  }

  /**
   * Writes what a stream gives, when it is what was announced.
   *
   * @return why nothing was written: {@code SIZE_MISMATCH} after {@code maxBytes} (an endless
   *     stream is left there), {@code DIGEST_MISMATCH} at its end
   */
  Optional<Code> write(InputStream in, long maxBytes, Sha256 announced) throws IOException {
    Path temporary = temporary();
    try {
      var digest = sha256();
      if (!copy(in, maxBytes, temporary, digest)) {
        return Optional.of(Code.SIZE_MISMATCH);
      }
      if (!HexFormat.of().formatHex(digest.digest()).equals(announced.hex())) {
        return Optional.of(Code.DIGEST_MISMATCH);
      }
      put(temporary);
      return Optional.empty();
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * Writes an artifact as it comes, when it is the right one.
   *
   * @return why nothing was written
   */
  List<Problem> write(InputStream in, ContentCheck check, String where) throws IOException {
    Path temporary = temporary();
    try {
      try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        check.read(in, (bytes, count) -> append(channel, bytes, count));
        channel.force(true);
      }
      var problems = check.problems(where);
      if (problems.isEmpty()) {
        put(temporary);
      }
      return problems;
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Puts a file that is whole in its place, where nobody writes to it any more. */
  void put(Path whole) throws IOException {
    Files.setPosixFilePermissions(whole, PosixFilePermissions.fromString("r--r--r--"));
    Files.move(whole, path(), StandardCopyOption.ATOMIC_MOVE);
    sync(folder);
  }

  private Path temporary() throws IOException {
    Files.createDirectories(folder);
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(folder + " is a link, and could lead anywhere");
    }
    return Files.createTempFile(folder, TEMPORARY, "");
  }

  static void append(FileChannel channel, byte[] from, int count) throws IOException {
    var bytes = ByteBuffer.wrap(from, 0, count);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Whether the stream ended within the bound. */
  private static boolean copy(InputStream in, long maxBytes, Path to, MessageDigest digest)
      throws IOException {
    var buffer = new byte[BUFFER_BYTES];
    long written = 0;
    try (var channel = FileChannel.open(to, StandardOpenOption.WRITE)) {
      int read;
      while ((read = in.read(buffer)) >= 0) {
        written += read;
        if (written > maxBytes) {
          return false;
        }
        digest.update(buffer, 0, read);
        append(channel, buffer, read);
      }
      channel.force(true);
    }
    return true;
  }

  /** The digest of everything that is left in a stream. */
  static Sha256 digest(InputStream in) throws IOException {
    var digest = sha256();
    var buffer = new byte[BUFFER_BYTES];
    int read;
    while ((read = in.read(buffer)) >= 0) {
      digest.update(buffer, 0, read);
    }
    return Sha256.ofDigest(digest.digest());
  }

  static void sync(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
