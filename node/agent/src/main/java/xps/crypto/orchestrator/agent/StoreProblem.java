package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;

/** What the disk did, in the words of the catalogue. */
final class StoreProblem {
  private StoreProblem() {}

  static Problem of(IOException failure, String where) {
    var message = String.valueOf(failure.getMessage());
    if (message.contains("No space left") || message.contains("Disk quota")) {
      return Problem.of(Code.DISK_FULL, "the store can't be written: " + message, where);
    }
    if (failure instanceof AccessDeniedException || message.contains("Read-only file system")) {
      return Problem.of(Code.PERMISSION_DENIED, "the store can't be written: " + message, where);
    }
    return Problem.of(Code.STAGE_FAILED, "the store can't be used: " + message, where);
  }
}
