package xps.crypto.orchestrator.workload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * The threads of this process, as Linux counts them: also those that a library starts, which no JVM
 * knows of. A module that has some can't be unloaded while they run in it.
 *
 * @param ids of all that there were; nothing where there is no proc(5), and nothing is known
 */
record OwnThreads(Set<String> ids) {
  private static final Path TASKS = Path.of("/proc/self/task");

  /**
   * Names of threads that the JVM starts when it likes, by their beginnings. A thread that a
   * library starts has its creator's name, unless it gives itself another.
   */
  private static final Set<String> OF_THE_JVM =
      Set.of(
          "C1 ", "C2 ", "GC ", "G1 ", "VM ", "Sweeper", "Signal Disp", "Service Thr", "Monitor D");

  static OwnThreads now() {
    return new OwnThreads(read());
  }

  /** Whether there are some that weren't there, and that the JVM hasn't started. */
  boolean haveGrown() {
    return !ids.isEmpty() && read().stream().anyMatch(id -> !ids.contains(id) && !isOfTheJvm(id));
  }

  private static boolean isOfTheJvm(String id) {
    try {
      var name = Files.readString(TASKS.resolve(id).resolve("comm"), StandardCharsets.ISO_8859_1);
      return OF_THE_JVM.stream().anyMatch(name::startsWith);
    } catch (IOException _) {
      return true; // it has gone
    }
  }

  private static Set<String> read() {
    var ids = new TreeSet<String>();
    try (var tasks = Files.newDirectoryStream(TASKS)) {
      tasks.forEach(task -> ids.add(task.getFileName().toString()));
    } catch (IOException _) {
      return Set.of();
    }
    return ids;
  }
}
