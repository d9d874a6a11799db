package xps.crypto.orchestrator.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What agents cost, and how fast they go back: the demo's own, real processes that swap modules of
 * real workloads, and one of them alone afterwards. By what the kernel says of the processes (proc
 * (5): {@code smaps_rollup}, {@code stat}).
 */
final class Agents {
  private static final long MOST_PSS_KIB = 64 * 1024;
  private static final int IDLE_SECONDS = 60;
  private static final int SETTLING_SECONDS = 20;
  private static final int LOOK_MILLIS = 250;
  private static final double TICKS_A_SECOND = 100; // sysconf(_SC_CLK_TCK), fixed on Linux
  private static final Pattern PSS = Pattern.compile("(?m)^Pss: +(\\d+) kB$");
  private static final Pattern BACK = Pattern.compile("back on generation \\d+, (\\d+) ms after");

  private final Path image;
  private final Path kept;

  Agents(Path image, Path folder) {
    this.image = image;
    this.kept = folder.resolve("fleet");
  }

  void measure() throws IOException, InterruptedException {
    System.out.println();
    System.out.println("Agents of xps demo: real processes, real swaps");
    remove(kept);
    var pss = new TreeMap<Long, Long>();
    var demo =
        new ProcessBuilder(new Xps(image).command("demo", "--fast", "--keep", kept, "--json"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    while (!demo.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      demo.descendants()
          .filter(Agents::isAgent)
          .forEach(agent -> pss(agent.pid()).ifPresent(kib -> pss.put(agent.pid(), kib)));
    }
    if (demo.exitValue() != 0) {
      System.out.println("  the demo did not end well, so there is nothing to measure");
      return;
    }
    memory(pss.values());
    wayBack();
    idle();
  }

  private static boolean isAgent(ProcessHandle process) {
    try {
      var command = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
      return command.contains("lib/agent.args");
    } catch (IOException _) {
      return false; // it has just ended
    }
  }

  private static Optional<Long> pss(long pid) {
    try {
      var found = PSS.matcher(Files.readString(Path.of("/proc/" + pid + "/smaps_rollup")));
      return found.find() ? Optional.of(Long.parseLong(found.group(1))) : Optional.empty();
    } catch (IOException _) {
      return Optional.empty(); // it has just ended
    }
  }

  private static void memory(Collection<Long> kib) {
    var sorted = kib.stream().sorted().toList();
    System.out.println(
        "  %-42s %8.1f MiB, largest %.1f, at most %d"
            .formatted(
                "PSS of an agent as the demo ends, median",
                sorted.get(sorted.size() / 2) / 1024.0,
                sorted.getLast() / 1024.0,
                MOST_PSS_KIB / 1024));
  }

  /** As agents say it themselves, of every way back in the demo. */
  private void wayBack() throws IOException {
    var millis = new ArrayList<Long>();
    try (var files = Files.walk(kept)) {
      for (var file : files.filter(it -> it.toString().endsWith(".err")).toList()) {
        var line = BACK.matcher(Files.readString(file));
        while (line.find()) {
          millis.add(Long.parseLong(line.group(1)));
        }
      }
    }
    System.out.println(
        "  %-42s %s ms, at most 100 each"
            .formatted(
                "from a node's decision to the old version",
                millis.stream().sorted().map(String::valueOf).toList()));
  }

  /** One node of the fleet, whose control plane is gone: it looks at its workload, and for that. */
  private void idle() throws IOException, InterruptedException {
    Path node;
    try (var nodes = Files.list(kept.resolve("nodes"))) {
      node = nodes.sorted().findFirst().orElseThrow();
    }
    var service = start("hash-service.args", node.resolve("hash-service.properties"));
    var agent = start("agent.args", "agent", "run", "--config", node.resolve("agent.yaml"));
    try {
      TimeUnit.SECONDS.sleep(SETTLING_SECONDS);
      double before = cpuSeconds(agent.pid());
      TimeUnit.SECONDS.sleep(IDLE_SECONDS);
      double used = cpuSeconds(agent.pid()) - before;
      System.out.println(
          "  %-42s %8.2f %% of a core, at most 0.1; PSS %.1f MiB"
              .formatted(
                  "an agent with nothing to do for " + IDLE_SECONDS + " s",
                  100 * used / IDLE_SECONDS,
                  pss(agent.pid()).orElse(0L) / 1024.0));
    } finally {
      for (var process : List.of(agent, service)) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  private Process start(String arguments, Object... words) throws IOException {
    var command = new ArrayList<String>();
    command.add(image.resolve("bin/java").toString());
    command.add("@" + image.resolve("lib").resolve(arguments));
    Arrays.stream(words).map(Object::toString).forEach(command::add);
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** User and system time: fields 14 and 15, the 12th and 13th behind the name in parentheses. */
  private static double cpuSeconds(long pid) throws IOException {
    var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
  }

  private static void remove(Path folder) throws IOException {
    if (Files.exists(folder)) {
      List<Path> all;
      try (Stream<Path> walk = Files.walk(folder)) {
        all = walk.sorted((one, other) -> other.compareTo(one)).toList();
      }
      for (var path : all) {
        Files.delete(path);
      }
    }
  }
}
