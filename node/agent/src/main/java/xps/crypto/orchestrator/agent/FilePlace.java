package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.workload.Uid;

/**
 * Where a file goes, by {@code agent.yaml}; nothing of it comes from a patch.
 *
 * @param name of the artifact
 * @param path absolute, without {@code ..}
 * @param reload to be run when the file has changed
 */
record FilePlace(String name, Path path, Optional<Reload> reload) {
  private static final int TYPE_BITS = 0xF000;
  private static final int FOLDER = 0x4000;
  private static final int REGULAR_FILE = 0x8000;
  private static final int SYMBOLIC_LINK = 0xA000;
  private static final int WRITABLE_BY_OTHERS = 0b000_010_010;
  private static final int STICKY = 0x200;

  /** One of {@code reloads}. */
  record Reload(String name, OwnCommand command) {}

  Path folder() {
    return Objects.requireNonNull(path.getParent(), "a file lies in a folder");
  }

  /** Where it is made before it gets its name: in the same folder, so that one rename does it. */
  Path fresh() {
    return path.resolveSibling("." + path.getFileName() + ".xps-new");
  }

  /** Why this agent must not put a file there. */
  Optional<Problem> complaint() {
    try {
      for (Optional<Path> folder = Optional.of(folder());
          folder.isPresent();
          folder = folder.map(Path::getParent)) {
        var complaint = folderComplaint(folder.get());
        if (complaint.isPresent()) {
          return complaint.map(why -> refused(why));
        }
      }
      return fileComplaint().map(this::refused);
    } catch (IOException e) {
      return Optional.of(StoreProblem.of(e, path.toString()));
    }
  }

  private Problem refused(String why) {
    return new Problem(
        Code.PERMISSION_DENIED,
        why,
        path.toString(),
        "give " + name + " a place of the agent's own user in agent.yaml");
  }

  /** Whoever can write above it could put another file or a link in its place. */
  private static Optional<String> folderComplaint(Path folder) throws IOException {
    int mode;
    int owner;
    try {
      mode = mode(folder);
      owner = owner(folder);
    } catch (NoSuchFileException _) {
      return Optional.of("there is no folder " + folder);
    }
    if ((mode & TYPE_BITS) != FOLDER) {
      return Optional.of(
          folder + ((mode & TYPE_BITS) == SYMBOLIC_LINK ? " is a link" : " is no folder"));
    }
    if (owner != 0 && owner != Uid.mine().value()) {
      return Optional.of(folder + " belongs to uid " + owner + ", not to the agent or root");
    }
    boolean isOpen = (mode & WRITABLE_BY_OTHERS) != 0 && (mode & STICKY) == 0;
    return isOpen ? Optional.of(folder + " can be written by others") : Optional.empty();
  }

  private Optional<String> fileComplaint() throws IOException {
    if (!exists()) {
      return Optional.empty();
    }
    int mode = mode(path);
    if ((mode & TYPE_BITS) != REGULAR_FILE) {
      return Optional.of(
          (mode & TYPE_BITS) == SYMBOLIC_LINK ? "it is a link" : "it is no regular file");
    }
    int owner = owner(path);
    return owner == Uid.mine().value()
        ? Optional.empty()
        : Optional.of("it belongs to uid " + owner + ", not to the agent");
  }

  boolean exists() {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** The group of what lies there. */
  int group() throws IOException {
    return (int) attribute(path, "gid");
  }

  private static int mode(Path path) throws IOException {
    return (int) attribute(path, "mode");
  }

  private static int owner(Path path) throws IOException {
    return (int) attribute(path, "uid");
  }

  private static Object attribute(Path path, String name) throws IOException {
    Map<String, Object> found =
        Files.readAttributes(path, "unix:" + name, LinkOption.NOFOLLOW_LINKS);
    return Objects.requireNonNull(found.get(name), name);
  }
}
