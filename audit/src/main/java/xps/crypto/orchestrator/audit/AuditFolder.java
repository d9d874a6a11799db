package xps.crypto.orchestrator.audit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.document.Sha256;

/** The layout of a log's directory, and how it is read. Links are never followed. */
final class AuditFolder {
  static final String KEY = "log.vkey";
  static final String CHECKPOINT = "checkpoint";
  static final String LINES = "audit.jsonl";
  static final String EVIDENCE = "evidence";

  /** The files that lie in the directory itself. */
  static final Set<String> OWN = Set.of(KEY, CHECKPOINT, LINES);

  /** What is being written still; an append that was cut off leaves it behind. */
  static final String UNFINISHED = ".new";

  private static final int BUFFER_BYTES = 1 << 16;

  private final Path root;

  AuditFolder(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  Path root() {
    return root;
  }

  /** Beside the directory, because in it nothing else may lie. */
  Path lockFile() {
    return root.resolveSibling(root.getFileName() + ".lock");
  }

  Path of(String relative) {
    return root.resolve(relative);
  }

  Path of(TilePath tile) {
    return root.resolve(tile.toString());
  }

  Path evidence(Sha256 digest) {
    return root.resolve(EVIDENCE).resolve(digest.hex());
  }

  /** A regular file's bytes; nothing when there is none, or it has more than {@code most}. */
  Optional<byte[]> read(String relative, int most) throws IOException {
    var file = of(relative);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      var content = in.readNBytes(most + 1);
      return content.length > most ? Optional.empty() : Optional.of(content);
    }
  }

  /** SHA-256 of a file, however long it is. */
  Sha256 digest(String relative) throws IOException {
    try (var in = Files.newInputStream(of(relative), LinkOption.NOFOLLOW_LINKS)) {
      var sha256 = MessageDigest.getInstance("SHA-256");
      var buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        sha256.update(buffer, 0, read);
      }
      return Sha256.ofDigest(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Every file by its relative path, in byte order, and whether it is a regular one. */
  SortedMap<String, Boolean> files() throws IOException {
    var files = new TreeMap<String, Boolean>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            files.put(root.relativize(file).toString(), attributes.isRegularFile());
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }

  static Path parent(Path file) {
    return Optional.ofNullable(file.getParent()).orElseThrow();
  }

  static boolean isEmpty(Path folder) throws IOException {
    try (var inside = Files.list(folder)) {
      return inside.findAny().isEmpty();
    }
  }

  boolean exists() {
    return Files.isDirectory(root);
  }

  boolean hasLines() throws IOException {
    return Files.exists(of(LINES)) && Files.size(of(LINES)) > 0;
  }

  long lineBytes() throws IOException {
    return Files.size(of(LINES));
  }

  /** Takes one line of the log after the other. */
  interface LineVisitor {
    /**
     * One line.
     *
     * @param content without its LF; a longer one than any record is cut one byte beyond the limit
     * @param end the offset behind the line and its LF
     * @param ended whether there was an LF
     */
    void line(byte[] content, long end, boolean ended) throws IOException;
  }

  /** Reads {@code audit.jsonl} from its beginning to its end, however long it is. */
  void lines(LineVisitor visitor) throws IOException {
    if (!Files.isRegularFile(of(LINES), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (var in = new BufferedInputStream(Files.newInputStream(of(LINES)), BUFFER_BYTES)) {
      var line = new ByteArrayOutputStream();
      long at = 0;
      long begin = 0;
      for (int next = in.read(); next >= 0; next = in.read()) {
        at++;
        if (next == '\n') {
          visitor.line(line.toByteArray(), at, true);
          line.reset();
          begin = at;
        } else if (line.size() <= AuditRecord.MOST_BYTES) {
          line.write(next);
        }
      }
      if (at > begin) {
        visitor.line(line.toByteArray(), at, false);
      }
    }
  }
}
