package xps.crypto.orchestrator.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.workload.ModuleName;
import xps.crypto.orchestrator.workload.ObjectDigest;
import xps.crypto.orchestrator.workload.SelfTest;
import xps.crypto.orchestrator.workload.Uid;

/** The service's unit gives the agent what it needs, and nothing beside. */
class ServiceUnitTest {
  private static final Path UNIT = Path.of("src", "main", "systemd", "xps-agent.service");
  private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");
  private static final Path STRACE = Path.of("/usr/bin/strace");
  private static final Pattern CALL = Pattern.compile("^[0-9]+ +([a-z_0-9]+)\\(");

  /** What systemd itself calls the exposure, in tenths: 32 when this was written. */
  private static final int MOST_EXPOSED = 33;

  /** How unshare(1) and systemd call the same. */
  private static final Map<String, String> NAMESPACES =
      Map.of(
          "--user", "user", "--mount", "mnt", "--pid", "pid", "--net", "net", "--ipc", "ipc",
          "--uts", "uts");

  private final SortedMap<String, String> unit = new TreeMap<>();

  @BeforeEach
  void the_unit() throws IOException {
    for (var line : Files.readAllLines(UNIT)) {
      int equals = line.indexOf('=');
      if (!line.startsWith("#") && equals > 0) {
        assertThat(unit.put(line.substring(0, equals), line.substring(equals + 1)))
            .as("said twice: %s", line)
            .isNull();
      }
    }
  }

  private List<String> words(String key) {
    return List.of(unit.getOrDefault(key, "").split(" "));
  }

  @Test
  void the_namespaces_of_the_self_tests_cage_and_no_others_may_be_made() {
    var wanted =
        SelfTest.CAGE.stream().filter(NAMESPACES::containsKey).map(NAMESPACES::get).toList();

    assertThat(wanted).contains("user", "mnt", "pid", "net");
    assertThat(words("RestrictNamespaces")).containsExactlyInAnyOrderElementsOf(wanted);
    assertThat(words("SystemCallFilter")).contains("@mount");
  }

  @Test
  void nothing_is_shut_that_the_agent_could_not_do_without() {
    assertThat(unit)
        .doesNotContainKeys(
            "MemoryDenyWriteExecute", "PrivateUsers", "ProtectClock", "PrivateNetwork")
        .doesNotContainKeys(
            "ProtectKernelTunables", "ProtectKernelLogs", "ProtectProc", "ProcSubset");
    assertThat(words("SystemCallFilter")).contains("adjtimex", "clock_adjtime");
    assertThat(words("RestrictAddressFamilies")).contains("AF_UNIX", "AF_INET", "AF_INET6");
    assertThat(unit).containsEntry("ReadWritePaths", "/var/lib/xps-agent/store");
  }

  @Test
  void it_is_a_user_of_its_own_without_privileges_or_a_way_to_some() {
    assertThat(unit)
        .containsEntry("User", "xps-agent")
        .containsEntry("NoNewPrivileges", "yes")
        .containsEntry("CapabilityBoundingSet", "")
        .containsEntry("AmbientCapabilities", "")
        .containsEntry("ProtectSystem", "strict")
        .containsEntry("ProtectHome", "yes");
    assertThat(words("SystemCallFilter"))
        .doesNotContain("@privileged", "@debug", "@module", "@raw-io", "@reboot", "@swap");
  }

  /** A JVM that goes on without memory has lost threads that nobody misses. */
  @Test
  void an_agent_that_is_out_of_memory_ends_and_is_started_again() throws IOException {
    var started =
        Files.readAllLines(Path.of("..", "..", "xps")).stream()
            .filter(line -> line.strip().startsWith("program agent "))
            .toList();

    assertThat(started).singleElement().asString().contains("-XX:+ExitOnOutOfMemoryError");
    assertThat(unit).containsEntry("Restart", "always");
  }

  /** On a developer's machine it may be missing; where changes are judged it may not. */
  private static void needs(boolean isThere, String what) {
    if (!isThere) {
      assertThat(System.getenv("CI")).as("this machine lacks " + what).isNull();
    }
    Assumptions.assumeTrue(isThere, "needs " + what);
  }

  @Test
  void systemd_finds_it_as_little_exposed_as_we_say() throws Exception {
    needs(Files.isExecutable(ANALYZE), "systemd-analyze");
    var analysis =
        new ProcessBuilder(
                ANALYZE.toString(),
                "security",
                "--no-pager",
                "--offline=true",
                "--threshold=" + MOST_EXPOSED,
                UNIT.toAbsolutePath().toString())
            .redirectErrorStream(true)
            .start();
    var said = new String(analysis.getInputStream().readAllBytes(), UTF_8);

    assertThat(analysis.waitFor()).as(said).isZero();
    assertThat(said).contains("Overall exposure level for xps-agent.service");
  }

  /** In its cage, with mounts and all; that there is nothing to load ends it after those. */
  @Test
  @Timeout(120)
  void every_system_call_of_a_self_test_is_let_through(@TempDir Path folder) throws Exception {
    needs(
        Files.isExecutable(ANALYZE) && Files.isExecutable(STRACE) && CageTrial.passes(),
        "systemd-analyze, strace and a cage");
    Files.createDirectories(folder.resolve("store/objects"));
    var log = folder.resolve("calls");
    var modules = new TreeMap<ModuleName, ObjectDigest>();
    modules.put(new ModuleName(Chain.SHA256), new ObjectDigest("0".repeat(64)));
    var command = new ArrayList<>(List.of(STRACE.toString(), "-f", "-qq", "-o", log.toString()));
    command.addAll(
        SelfTest.command(
            Path.of(System.getProperty("java.home")),
            folder.resolve("store"),
            Uid.mine(),
            modules,
            SelfTest.CAGE));
    var said = said(command, Files.createDirectory(folder.resolve("empty")));
    assertThat(said).contains("there is no");

    var used = new TreeSet<String>();
    for (var line : Files.readAllLines(log, ISO_8859_1)) {
      var call = CALL.matcher(line);
      if (call.find()) {
        used.add(call.group(1));
      }
    }
    assertThat(used).contains("mount", "pivot_root", "unshare", "execve");
    assertThat(allowed(words("SystemCallFilter"))).containsAll(used);
  }

  /** Names of system calls, those of groups among them. */
  private static Set<String> allowed(List<String> filter) throws Exception {
    var calls = new TreeSet<String>();
    var open = new ArrayDeque<>(filter);
    while (!open.isEmpty()) {
      var name = open.remove();
      if (calls.add(name) && name.startsWith("@")) {
        var group = said(List.of(ANALYZE.toString(), "syscall-filter", name), Path.of("/"));
        group
            .lines()
            .skip(1)
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .forEach(open::add);
      }
    }
    return calls;
  }

  private static String said(List<String> command, Path folder) throws Exception {
    var process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return said;
  }
}
