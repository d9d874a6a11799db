package xps.crypto.orchestrator.cli.organisation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes files that are there whole or not at all, and never in the place of another. */
final class NewFile {
  private static final String FOR_EVERYBODY = "rw-r--r--";

  private NewFile() {}

  static void write(Path file, String text) throws IOException {
    write(file, text.getBytes(UTF_8), FOR_EVERYBODY);
  }

  static void write(Path file, byte[] content, String mode) throws IOException {
    var permissions = PosixFilePermissions.fromString(mode);
    var temporary = Files.createTempFile(file.toAbsolutePath().getParent(), ".new-", "");
    try {
      try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        var bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.setPosixFilePermissions(temporary, permissions);
      // A link can't be made over a file, where a rename would replace it.
      Files.createLink(file, temporary);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
