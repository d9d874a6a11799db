package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.util.Optional;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;

/** Turns what a disk does into a problem, in words that aren't Java's. */
final class Disk {
  private Disk() {}

  static Problem problem(IOException e) {
    var file = file(e).orElse("");
    if (e instanceof AccessDeniedException) {
      return Usage.problem(
          "this may not be read or written", file, "choose another place, or change its rights");
    }
    var reason = reason(e);
    if (reason.contains("No space left") || reason.contains("quota exceeded")) {
      return Problem.of(Code.DISK_FULL, "there is no room left to write", file);
    }
    return Usage.problem(
        "this can't be read or written: " + reason, file, "check the disk and the path");
  }

  /** Why, and at which file; for a message about something larger. */
  static String words(IOException e) {
    return file(e).map(file -> reason(e) + ": " + file).orElseGet(() -> reason(e));
  }

  private static Optional<String> file(IOException e) {
    return e instanceof FileSystemException named
        ? Optional.ofNullable(named.getFile())
        : Optional.empty();
  }

  private static String reason(IOException e) {
    return switch (e) {
      case FileAlreadyExistsException _ -> "there is a file of this name already";
      case NoSuchFileException _ -> "there is no such file or folder";
      case AccessDeniedException _ -> "the rights to it are missing";
      case NotDirectoryException _ -> "this is not a folder";
      case DirectoryNotEmptyException _ -> "the folder is not empty";
      case NotLinkException _ -> "this is not a link";
      case FileSystemLoopException _ -> "its links go round in a circle";
      case FileSystemException named -> said(Optional.ofNullable(named.getReason()));
      default -> said(Optional.ofNullable(e.getMessage()));
    };
  }

  private static String said(Optional<String> text) {
    return text.filter(it -> !it.isBlank()).orElse("the system gives no reason");
  }
}
