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

  private static final Integer ROOT = 0;

  private OwnersFile() {}

  /**
   * That it isn't root's: whoever owns it, or its folder, can write it. Nothing where it isn't
   * there: that is another's business.
   */
  static Optional<Problem> stranger(Path file) {
    for (var path : both(file)) {
      try {
        if (Files.exists(path) && !Files.getAttribute(path, "unix:uid").equals(ROOT)) {
          return Optional.of(
              new Problem(
                  Code.AGENT_CONFIG_INVALID,
                  "it isn't root's: whoever owns it can change what this node accepts",
                  path.toString(),
                  "run chown root "
                      + path
                      + ", or write development: true into agent.yaml where nothing depends on it"));
        }
      } catch (IOException e) {
        return Optional.of(StoreProblem.of(e, path.toString()));
      }
    }
    return Optional.empty();
  }

  private static List<Path> both(Path file) {
    var whole = file.toAbsolutePath();
    return List.of(whole, Optional.ofNullable(whole.getParent()).orElse(whole));
  }

  /**
   * That others can write the file or its folder; a file that isn't there is another's business.
   */
  static Optional<Problem> complaint(Path file) {
    for (var path : both(file)) {
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
