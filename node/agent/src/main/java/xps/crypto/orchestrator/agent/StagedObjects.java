package xps.crypto.orchestrator.agent;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/** {@code objects/}: each file under the digest of its bytes, readable for all, 0444. */
final class StagedObjects {
  private static final int CHUNK_BYTES = 64 * 1024;

  private final Path folder;
  private final Disk disk;

  StagedObjects(Path folder, Disk disk) {
    this.folder = folder;
    this.disk = disk;
  }

  /** Whether the object is there; one with other bytes than its name says goes. */
  boolean has(Sha256 object) throws IOException {
    var file = folder.resolve(object.hex());
    if (!Files.isRegularFile(file, NOFOLLOW_LINKS)) {
      return false;
    }
    if (digest(file).equals(object)) {
      return true;
    }
    disk.delete(file);
    return false;
  }

  /** Where an object grows until it is whole. */
  Path part(Sha256 object) {
    return folder.resolve(".part-" + object.hex());
  }

  long length(Path part) throws IOException {
    return Files.isRegularFile(part, NOFOLLOW_LINKS) ? Files.size(part) : 0;
  }

  void append(Path part, byte[] content) throws IOException {
    disk.append(part, content);
  }

  void drop(Path part) throws IOException {
    disk.delete(part);
  }

  long freeBytes() throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }

  /** Gives a whole object its name, if it has that digest. */
  Optional<Problem> place(Sha256 object, Path part) throws IOException {
    var found = digest(part);
    if (!found.equals(object)) {
      disk.delete(part);
      return Optional.of(
          Problem.of(Code.DIGEST_MISMATCH, "the object has the digest " + found, object.hex()));
    }
    disk.force(part);
    disk.seal(part);
    disk.move(part, folder.resolve(object.hex()));
    disk.force(folder);
    return Optional.empty();
  }

  private static Sha256 digest(Path file) throws IOException {
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
