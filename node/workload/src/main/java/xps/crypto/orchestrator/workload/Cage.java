package xps.crypto.orchestrator.workload;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The walls around a self-test, built from inside before anything that isn't trusted is loaded: of
 * the file system only the system's libraries, the run-time and the staged objects are left, and
 * nothing can be written.
 *
 * <p>The process was started in user, mount, pid and network namespaces of its own, with limits; in
 * them it may mount, and what it mounts nobody else sees. What is left out can't be reached
 * afterwards by any privilege inside, because the old root isn't mounted any more; and that what is
 * left in can't be written stays so, because nobody inside can mount any more ({@link
 * SyscallFilter}). Constants are those of Linux' sys/mount.h.
 */
final class Cage {
  private static final long MS_RDONLY = 1;
  private static final long MS_NOSUID = 2;
  private static final long MS_NODEV = 4;
  private static final long MS_NOEXEC = 8;
  private static final long MS_REMOUNT = 32;
  private static final long MS_BIND = 4096;
  private static final long MS_REC = 16_384;
  private static final long UNWRITABLE = MS_RDONLY | MS_NOSUID | MS_NODEV;

  /** What a library of the system may need to be loaded. */
  private static final List<Path> SYSTEM =
      Stream.of("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/etc/ld.so.cache")
          .map(Path::of)
          .toList();

  private final Path top;
  private final List<Path> shown = new ArrayList<>();

  private Cage(Path top) {
    this.top = top;
  }

  /**
   * Leaves nothing to this process but what a self-test needs.
   *
   * @param top an empty folder, in which the walls are built
   * @param objects the folder of the staged objects
   * @return why it couldn't be done; then nothing may be loaded here
   */
  static Optional<String> enter(Path top, Path objects) {
    try {
      var cage = new Cage(top);
      Mounts.mount("tmpfs", top.toString(), "tmpfs", MS_NOSUID | MS_NODEV, "size=1m");
      for (var path : SYSTEM) {
        cage.show(path);
      }
      cage.show(Path.of(System.getProperty("java.home")));
      for (var path : modulePath()) {
        cage.show(path);
      }
      cage.show(objects);
      cage.showOwnThreads();
      cage.close();
      SyscallFilter.close();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }

  /** Outside an image modules are loaded from there, each when it is needed. */
  private static List<Path> modulePath() {
    return Stream.of(System.getProperty("jdk.module.path", "").split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).toAbsolutePath())
        .toList();
  }

  /** Lets something of the old root be seen at the same place, and not be written. */
  private void show(Path path) throws IOException {
    if (!Files.exists(path) || shown.stream().anyMatch(path::startsWith)) {
      return;
    }
    var place = top.resolve(path.getRoot().relativize(path).toString());
    Files.createDirectories(place.getParent());
    if (Files.isSymbolicLink(path)) {
      Files.createSymbolicLink(place, Files.readSymbolicLink(path));
      return;
    }
    shown.add(path);
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(place);
    } else {
      Files.createFile(place);
    }
    Mounts.mount(path.toString(), place.toString(), "none", MS_BIND | MS_REC, "");
    Mounts.mount("none", place.toString(), "none", MS_BIND | MS_REMOUNT | UNWRITABLE, "");
  }

  /**
   * Processes of this cage alone, by which threads of modules are found. Where a container hides
   * parts of its own, Linux gives none; then nobody looks.
   */
  private void showOwnThreads() throws IOException {
    var place = Files.createDirectories(top.resolve("proc"));
    try {
      Mounts.mount("proc", place.toString(), "proc", UNWRITABLE | MS_NOEXEC, "");
    } catch (IOException _) {
      Files.delete(place);
    }
  }

  /** Makes it the root, and the old one unreachable. */
  private void close() throws IOException {
    Mounts.changeFolder(top.toString());
    Mounts.makeThisFolderTheOnlyRoot();
    Mounts.changeFolder("/");
    Mounts.mount("none", "/", "none", MS_REMOUNT | UNWRITABLE, "");
  }
}
