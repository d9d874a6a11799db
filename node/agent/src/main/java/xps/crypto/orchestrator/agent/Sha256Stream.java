package xps.crypto.orchestrator.agent;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import xps.crypto.orchestrator.document.Sha256;

/** The digest of a file that needn't fit into memory. */
final class Sha256Stream {
  private static final int CHUNK_BYTES = 64 * 1024;

  private Sha256Stream() {}

  /** Of a file that is no link. */
  static Sha256 digest(Path file) throws IOException {
    try (var in = Files.newInputStream(file, NOFOLLOW_LINKS)) {
      return digest(in);
    }
  }

  private static Sha256 digest(InputStream in) throws IOException {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var chunk = new byte[CHUNK_BYTES];
      int read;
      while ((read = in.read(chunk)) >= 0) {
        digest.update(chunk, 0, read);
      }
      return Sha256.ofDigest(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
