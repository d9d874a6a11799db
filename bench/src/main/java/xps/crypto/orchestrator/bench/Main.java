package xps.crypto.orchestrator.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs all benchmarks and their peers, and prints what came of it. */
final class Main {
  private static final int PEER_RUNS = 7;
  private static final int PROCESS_RUNS = 15;
  private static final List<String> HEAPS = List.of("128m", "32m");

  private final Path folder;
  private final Path image;
  private final TreeMap<String, Double> millis = new TreeMap<>();

  /** Of what is measured call by call: of 100 calls the slowest but one, in microseconds. */
  private final TreeMap<String, Double> micros = new TreeMap<>();

  /** Of calls that are too short to be measured one by one: the mean, in nanoseconds. */
  private final TreeMap<String, Double> nanos = new TreeMap<>();

  private Main(Path folder, Path image) {
    this.folder = folder;
    this.image = image;
  }

  /** Arguments: a folder to work in, and the run-time image of xps. */
  public static void main(String... arguments) throws Exception {
    new Main(Path.of(arguments[0]), Path.of(arguments[1])).run();
  }

  private void run() throws IOException, InterruptedException, RunnerException {
    var file = LargeFile.in(folder).file();
    var openssl = List.of("openssl", "dgst", "-sha256", file.toString());
    var before = Processes.medianMillis(PEER_RUNS, openssl);
    measure();
    var after = Processes.medianMillis(PEER_RUNS, openssl);
    // The machine may be busier at one time than at another: the peer stands on both sides.
    var peer = before.flatMap(first -> after.map(second -> (first + second) / 2));
    hashing(peer);
    signatures();
    decisions();
    calls();
    processes();
    new Agents(image, folder).measure();
    alone(Swaps.class, folder.resolve("swaps"));
    alone(Rollouts.class, folder.resolve("fleets"));
  }

  /** In a process of its own, whose heap is no larger than it may be. */
  private static void alone(Class<?> bench, Path folder) throws IOException, InterruptedException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Files.createDirectories(folder);
    var process =
        new ProcessBuilder(
                java,
                "-XX:+UseSerialGC",
                "-Xmx2g",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                bench.getName(),
                folder.toString())
            .inheritIO()
            .start();
    if (process.waitFor() != 0) {
      System.out.println("  " + bench.getSimpleName() + " could not be measured");
    }
  }

  private void measure() throws RunnerException {
    var options =
        new OptionsBuilder()
            .include("orchestrator[.](bench|guard)[.]")
            .param("folder", folder.toString())
            .jvmArgsAppend("-D" + Calls.FOLDER + "=" + folder);
    for (var result : new Runner(options.build()).run()) {
      var benchmark = result.getParams().getBenchmark();
      var name = benchmark.substring(benchmark.lastIndexOf('.') + 1);
      var figures = result.getPrimaryResult().getStatistics();
      if (result.getParams().getMode() == Mode.SampleTime) {
        micros.put(name, figures.getPercentile(99));
      } else if (result.getParams().getMode() == Mode.AverageTime) {
        nanos.put(name, figures.getMean());
      } else {
        millis.put(name, figures.getPercentile(50));
      }
    }
  }

  private void hashing(Optional<Double> peer) {
    System.out.println();
    System.out.println(
        "A cached file of 1 GiB, median time, and how many times as fast as openssl");
    if (peer.isEmpty()) {
      System.out.println("  (there is no openssl on this machine to compare with)");
    }
    peer.ifPresent(time -> line("openssl dgst -sha256, one core", time, peer));
    line("one stream: SHA-256 on one core", millis.getOrDefault("one_stream", 0.0), peer);
    line(
        "SHA-256 and tree in one pass, two cores",
        millis.getOrDefault("sha256_and_tree_on_two_cores", 0.0),
        peer);
    line("the tree alone, two cores", millis.getOrDefault("tree_alone_on_two_cores", 0.0), peer);
    System.out.println(
        "  SHA-256 of a whole file is one chain of blocks: with it in the pass no number of cores");
    System.out.println("  is faster than one; the tree's chunks have no such chain.");
  }

  private static void line(String what, double time, Optional<Double> peer) {
    var ratio = peer.map(other -> "%6.2f x".formatted(other / time)).orElse("");
    System.out.println("  %-42s %8.0f ms %s".formatted(what, time, ratio));
  }

  private void signatures() {
    System.out.println();
    System.out.println("A manifest of 1,000 artifacts with 3 signatures each, all attested");
    double one = millis.getOrDefault("one_patch", 0.0);
    double two = millis.getOrDefault("two_patches_on_two_cores", 0.0);
    System.out.println("  %-42s %8.0f ms".formatted("one patch", one));
    System.out.println(
        "  %-42s %8.0f ms a patch".formatted("two patches at once, two cores", two / 2));
  }

  private void decisions() {
    System.out.println();
    System.out.println(
        "Guard's decision: 3 roles, 10 approvers, 5 windows, 5 rules in CEL; of 100 the slowest but"
            + " one");
    bounded("approvals already verified", "approvals_already_verified", 50);
    bounded("3 approvals verified by the JDK", "three_approvals_verified", 4_000);
    bounded("the policy read, its rules typed", "policy_read", 20_000);
    System.out.println(
        "  %-42s %8.0f µs (the 5 rules alone: no quorum, windows or risk)"
            .formatted("jCasbin, the same rules", micros.getOrDefault("peer_jcasbin", 0.0)));
    System.out.println(
        "  %-42s %8.0f µs"
            .formatted("the same rules in CEL", micros.getOrDefault("rules_alone", 0.0)));
  }

  private void bounded(String what, String name, int most) {
    System.out.println(
        "  %-42s %8.0f µs, at most %d".formatted(what, micros.getOrDefault(name, 0.0), most));
  }

  private void calls() {
    System.out.println();
    System.out.println("A call of a module that does nothing, above a plain downcall of the same");
    above("one thread", "on_one_thread", 5);
    above("two threads", "on_two_threads", 10);
  }

  private void above(String what, String suffix, int most) {
    double plain = nanos.getOrDefault("plain_" + suffix, 0.0);
    double swappable = nanos.getOrDefault("swappable_" + suffix, 0.0);
    System.out.println(
        "  %-42s %8.1f ns (%.1f and %.1f), at most %d"
            .formatted(what, swappable - plain, swappable, plain, most));
  }

  private void processes() throws IOException, InterruptedException {
    System.out.println();
    System.out.println("Whole processes, warm, median");
    var xps = new Xps(image);
    var organisation = folder.resolve("organisation");
    if (!Files.exists(organisation)) {
      xps.run("init", organisation);
    }
    var attest =
        xps.command(
            "attest",
            organisation.resolve("patch_manifest.json"),
            "--trust",
            organisation.resolve("trust_store.json"));
    System.out.println(
        Processes.medianMillis(PROCESS_RUNS, attest)
            .map(found -> "  %-42s %8.0f ms".formatted("xps attest of a small patch", found))
            .orElse("  xps attest could not be run"));
    memory(xps);
  }

  private void memory(Xps xps) throws IOException, InterruptedException {
    System.out.println();
    System.out.println("xps attest of an artifact of 10 GiB (a hole on the disk) in little heap");
    var patch = HugePatch.in(folder.resolve("huge"), xps);
    for (var heap : HEAPS) {
      var time = patch.isEmpty() ? Optional.<Double>empty() : patch.get().attest(xps, heap);
      System.out.println(
          "  %-42s %s"
              .formatted(
                  "-Xmx" + heap,
                  time.map(millis -> "%8.0f ms".formatted(millis)).orElse("could not be done")));
    }
  }
}
