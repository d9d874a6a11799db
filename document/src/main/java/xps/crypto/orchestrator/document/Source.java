package xps.crypto.orchestrator.document;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a whole file that somebody named, within a bound; whatever goes wrong is a problem. */
public final class Source {
  private Source() {}

  /** The bytes of a document of at most 1 MiB. */
  public static Outcome<byte[]> read(Path file, Code invalid) {
    return read(file, invalid, Json.Limits.DOCUMENT.maxBytes());
  }

  /**
   * The bytes of a document of at most {@code maxBytes}. Never more is read, whatever size the file
   * system claims.
   */
  public static Outcome<byte[]> read(Path file, Code invalid, int maxBytes) {
    try {
      if (Files.isDirectory(file)) {
        return refused(file, invalid, "this is a directory", "name the file in it");
      }
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        return refused(file, invalid, "this is not a regular file", "copy it to a file first");
      }
      try (var in = Files.newInputStream(file)) {
        var content = in.readNBytes(maxBytes + 1);
        if (content.length > maxBytes) {
          var size = Math.max(Files.size(file), content.length);
          return refused(
              file,
              invalid,
              Decoded.tooLong(size, maxBytes),
              "name the right file, or make it shorter");
        }
        return Outcome.ok(content);
      }
    } catch (NoSuchFileException e) {
      return refused(file, invalid, "there is no such file", "check the path, or make the file");
    } catch (AccessDeniedException e) {
      return refused(
          file,
          invalid,
          "this file may not be read",
          "give the user that runs this the right to read it");
    } catch (IOException e) {
      return refused(
          file,
          invalid,
          "this file cannot be read: " + e.getMessage(),
          "check the disk and the path");
    }
  }

  private static Outcome<byte[]> refused(Path file, Code invalid, String message, String remedy) {
    return Outcome.refused(new Problem(invalid, message, file.toString(), remedy));
  }
}
