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
import java.util.Optional;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Sha256;

/**
 * A file that is there whole or not at all, whatever happens while it is written: a temporary file,
 * fsync, rename, fsync of the folder.
 */
record DurableFile(Path folder, String name) {

  private static final int BUFFER_BYTES = 256 * 1024;

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
    Files.createDirectories(folder);
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(folder + " is a link, and could lead anywhere");
    }
    Path temporary = Files.createTempFile(folder, ".new-", "");
    try {
      var digest = sha256();
      if (!copy(in, maxBytes, temporary, digest)) {
        return Optional.of(Code.SIZE_MISMATCH);
      }
      if (!HexFormat.of().formatHex(digest.digest()).equals(announced.hex())) {
        return Optional.of(Code.DIGEST_MISMATCH);
      }
      Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("r--r--r--"));
      Files.move(temporary, path(), StandardCopyOption.ATOMIC_MOVE);
      sync(folder);
      return Optional.empty();
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Why {@link #write} would write nothing; the bytes go nowhere. */
  static Optional<Code> check(InputStream in, long maxBytes, Sha256 announced) throws IOException {
    var digest = sha256();
    var buffer = new byte[BUFFER_BYTES];
    long got = 0;
    int read;
    while ((read = in.read(buffer)) >= 0) {
      got += read;
      if (got > maxBytes) {
        return Optional.of(Code.SIZE_MISMATCH);
      }
      digest.update(buffer, 0, read);
    }
    return Sha256.ofDigest(digest.digest()).equals(announced)
        ? Optional.empty()
        : Optional.of(Code.DIGEST_MISMATCH);
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
        var bytes = ByteBuffer.wrap(buffer, 0, read);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
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

  private static void sync(Path folder) throws IOException {
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
