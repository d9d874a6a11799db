package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Source;

/** Files that a command makes. Each is there whole or not at all, whatever happens meanwhile. */
final class Written {
  private Written() {}

  /** Writes a new file; {@code USAGE} where there is one of that name. */
  static Outcome<Path> anew(Path file, String text) throws IOException {
    return anew(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The same with bytes. */
  static Outcome<Path> anew(Path file, byte[] bytes) throws IOException {
    var target = file.toAbsolutePath();
    Files.createDirectories(folder(target));
    var temporary = temporary(target, bytes);
    try {
      // A link can't be made over another file, and a rename could.
      Files.createLink(target, temporary);
      sync(folder(target));
      return Outcome.ok(file);
    } catch (FileAlreadyExistsException _) {
      return there(file);
    } catch (UnsupportedOperationException _) {
      return Files.exists(target) ? there(file) : moved(temporary, target, file);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Writes a file in the place of another, whose mode it gets; a link stays one. */
  static void instead(Path file, String text) throws IOException {
    var target = file.toRealPath();
    var mode = Files.getPosixFilePermissions(target);
    var temporary = temporary(target, text.getBytes(StandardCharsets.UTF_8));
    try {
      Files.setPosixFilePermissions(temporary, mode);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      sync(folder(target));
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * The same, if the file still holds what was read from it: two who work on one document at once
   * must not lose each other's signature.
   */
  static Outcome<Path> instead(Path file, byte[] before, String text) throws IOException {
    var now = Source.read(file, Code.USAGE);
    if (!now.isOk() || !Arrays.equals(now.orThrow(), before)) {
      return Outcome.refused(
          Usage.problem(
              "somebody has changed the file meanwhile", file.toString(), "do it once more"));
    }
    instead(file, text);
    return Outcome.ok(file);
  }

  private static Outcome<Path> moved(Path temporary, Path target, Path file) throws IOException {
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    sync(folder(target));
    return Outcome.ok(file);
  }

  private static Outcome<Path> there(Path file) {
    return Outcome.refused(
        Usage.problem(
            "there is such a file, and it is never written over",
            file.toString(),
            "choose another name, or move the file away"));
  }

  private static Path temporary(Path target, byte[] bytes) throws IOException {
    var name = "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".new";
    var temporary = folder(target).resolve(name);
    Files.deleteIfExists(temporary); // of a process of that number that was killed
    var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (var channel = FileChannel.open(temporary, options)) {
      var content = ByteBuffer.wrap(bytes);
      while (content.hasRemaining()) {
        channel.write(content);
      }
      channel.force(true);
    }
    return temporary;
  }

  private static Path folder(Path target) {
    var folder = target.getParent();
    return folder == null ? target : folder;
  }

  private static void sync(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
