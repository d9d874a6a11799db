package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;

/** Turns what a disk does into a problem. */
final class Disk {
  private Disk() {}

  static Problem problem(IOException e) {
    var file = e instanceof FileSystemException named ? String.valueOf(named.getFile()) : "";
    if (e instanceof AccessDeniedException) {
      return new Problem(
          Code.USAGE,
          "this may not be written",
          file,
          "choose another place, or change its rights");
    }
    var reason = String.valueOf(e.getMessage());
    if (reason.contains("No space left") || reason.contains("quota exceeded")) {
      return Problem.of(Code.DISK_FULL, "there is no room left to write", file);
    }
    return new Problem(
        Code.USAGE, "this can't be read or written: " + e, file, "check the disk and the path");
  }
}
