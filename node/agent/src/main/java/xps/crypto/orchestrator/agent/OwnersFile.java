package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;

/**
 * {@code agent.yaml} decides what a node accepts: whoever else can write it, or put another in its
 * place, would decide that.
 */
final class OwnersFile {
  private static final Set<PosixFilePermission> OTHERS =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private OwnersFile() {}

  /**
   * That others can write the file or its folder; a file that isn't there is another's business.
   */
  static Optional<Problem> complaint(Path file) {
    var whole = file.toAbsolutePath();
    var folder = Optional.ofNullable(whole.getParent()).orElse(whole);
    for (var path : List.of(whole, folder)) {
      try {
        if (Files.exists(path)
            && Files.getPosixFilePermissions(path).stream().anyMatch(OTHERS::contains)) {
          return Optional.of(
              new Problem(
                  Code.AGENT_CONFIG_INVALID,
                  "others than its owner can write it",
                  path.toString(),
                  "run chmod go-w " + path));
        }
      } catch (IOException e) {
        return Optional.of(StoreProblem.of(e, path.toString()));
      }
    }
    return Optional.empty();
  }
}
