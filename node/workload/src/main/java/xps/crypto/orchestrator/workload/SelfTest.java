package xps.crypto.orchestrator.workload;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The self-test of staged modules, in a process of its own: {@code dlopen} runs constructors, so
 * what isn't trusted yet must not be loaded by the agent. This is the agent's side: what to start,
 * and what the end of it means.
 */
public final class SelfTest {
  /** No more of the child's output is read. */
  public static final int MAX_OUTPUT_BYTES = 4096;

  /**
   * The words before a command that give it the namespaces and limits of a cage: 10 s of a
   * processor, 512 MiB of addresses, 16 processes, no core. Ending the command ends everything in
   * it. The tools are those of util-linux, at their fixed places.
   */
  public static final List<String> CAGE =
      List.of(
          "/usr/bin/setpriv",
          "--no-new-privs",
          "/usr/bin/unshare",
          "--user",
          "--map-root-user",
          "--mount",
          "--pid",
          "--net",
          "--ipc",
          "--uts",
          "--fork",
          "--kill-child",
          "/usr/bin/prlimit",
          "--cpu=10",
          "--as=536870912",
          "--nproc=16",
          "--core=0",
          "--nofile=64",
          "--");

  /**
   * The words before a command that is to have a session and limits at least: 10 s of a processor,
   * 512 MiB of addresses, no core. Processes are counted for the whole user, so they aren't
   * limited. Who ends its process group ends what it has left running.
   */
  public static final List<String> LIMITS =
      List.of(
          "/usr/bin/setsid",
          "/usr/bin/prlimit",
          "--cpu=10",
          "--as=536870912",
          "--core=0",
          "--nofile=64",
          "--");

  /**
   * All that the run-time of the child is started with; a module finds an empty environment.
   * Without it the C library would reserve 64 MiB of addresses for each thread of the run-time, and
   * by chance more than there are.
   */
  public static final Map<String, String> ENVIRONMENT = Map.of("MALLOC_ARENA_MAX", "1");

  private static final String ROOM = "xps.crypto.orchestrator.workload";

  private SelfTest() {}

  /**
   * The command that tests these modules of a store; its output and error streams are one. Start it
   * with {@link #ENVIRONMENT} and no other, with limits, and kill it when it takes too long. An
   * image that has a file of arguments for the self-test says there how to start it fast; elsewhere
   * the room is on the module path of this process.
   *
   * @param javaHome of the run-time to start, usually this process's own
   * @param cage {@link #CAGE}; nothing, where the machine allows no cage
   */
  public static List<String> command(
      Path javaHome,
      Path root,
      Uid owner,
      SortedMap<ModuleName, ObjectDigest> modules,
      List<String> cage) {
    var command = new ArrayList<>(cage);
    command.add(javaHome.resolve("bin").resolve("java").toString());
    var arguments = javaHome.resolve("lib").resolve("self-test.args");
    if (Files.isRegularFile(arguments)) {
      var cache = javaHome.resolve("lib").resolve("self-test.aot");
      if (Files.isRegularFile(cache)) {
        command.add("-XX:AOTCache=" + cache);
      }
      command.add("@" + arguments);
    } else {
      command.addAll(
          List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xmx32m"));
      // So that the whole of it fits into a cage's 512 MiB of addresses.
      command.addAll(List.of("-XX:CompressedClassSpaceSize=32m", "-XX:ReservedCodeCacheSize=16m"));
      Optional.ofNullable(System.getProperty("jdk.module.path"))
          .ifPresent(path -> command.addAll(List.of("-p", path)));
      command.add("--enable-native-access=" + ROOM);
      command.addAll(List.of("-m", ROOM + "/" + SelfTestMain.class.getName()));
    }
    if (!cage.isEmpty()) {
      command.add(SelfTestMain.CAGED);
    }
    // In a cage whoever built it, and so owns the store, is root.
    var user = cage.isEmpty() ? owner.value() : 0;
    command.addAll(List.of(root.toString(), Integer.toString(user)));
    modules.forEach((name, sha256) -> command.addAll(List.of(name.text(), sha256.hex())));
    return List.copyOf(command);
  }

  /**
   * What the child's end means; nothing, when every module has passed.
   *
   * <p>Exit code 0 isn't enough: a constructor that calls {@code exit(0)} gives that too. The
   * output must be, to the byte, what a test of just these modules prints when it has come to its
   * end.
   */
  public static Optional<Refusal> judge(
      int exitCode, String output, SortedMap<ModuleName, ObjectDigest> modules) {
    if (exitCode == 0 && output.equals(passed(modules))) {
      return Optional.empty();
    }
    var code = Refusal.Code.ofExit(exitCode);
    var said = output.isBlank() ? "it said nothing" : output.strip();
    if (said.startsWith("unshare: ")) {
      said = "the self-test was killed, as by its limits of 10 s and 512 MiB (" + said + ")";
      return Optional.of(new Refusal(Refusal.Code.SELFTEST_FAILED, said));
    }
    return Optional.of(
        new Refusal(
            code.orElse(Refusal.Code.SELFTEST_FAILED),
            code.isPresent() ? said : "the self-test ended with " + exitCode + ": " + said));
  }

  static String passed(Map<ModuleName, ObjectDigest> modules) {
    var text = new StringBuilder();
    modules.forEach((name, sha256) -> text.append("passed " + name + " " + sha256 + "\n"));
    return text.toString();
  }
}
