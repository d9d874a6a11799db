package xps.crypto.orchestrator.workload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may talk over a control socket, and what one that hangs does to the agent. */
@Timeout(60)
class ControlSocketTest {
  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

  /** Users without a name, each with a group of its own number; the agent's is another. */
  private static final int WORKLOAD = 64_001;

  private static final int AGENT = 64_002;
  private static final int AGENTS_GROUP = 64_003;
  private static final int SOMEBODY = 64_004;

  @TempDir Path folder;

  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void end() {
    started.forEach(Process::destroyForcibly);
  }

  private Path socket() {
    return folder.resolve("run").resolve("xps.sock");
  }

  /** As the documents say: the workload's, of the agent's group, 0750. */
  private void makeFolder() throws Exception {
    mode(folder, "rwxr-xr-x");
    var run = Files.createDirectory(socket().getParent());
    mode(run, "rwxr-x---");
    Files.setAttribute(run, "unix:uid", WORKLOAD);
    Files.setAttribute(run, "unix:gid", AGENTS_GROUP);
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private BufferedReader end(int uid, int gid, String does, int other) throws IOException {
    var process =
        new ProcessBuilder(
                SETPRIV.toString(),
                "--reuid=" + uid,
                "--regid=" + gid,
                "--clear-groups",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                SocketEnd.class.getName(),
                does,
                socket().toString(),
                Integer.toString(other))
            .directory(Path.of("/").toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    started.add(process);
    return process.inputReader(UTF_8);
  }

  /**
   * Where another user can read it: the checkout may lie in a folder that only its owner enters.
   */
  private String classPath() throws IOException {
    return copied(ControlSocket.class, "main") + ":" + copied(SocketEnd.class, "test");
  }

  private Path copied(Class<?> type, String name) throws IOException {
    var from = Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    var to = folder.resolve("classes").resolve(name);
    if (Files.isDirectory(to)) {
      return to;
    }
    Files.createDirectories(to);
    mode(to.getParent(), "rwxr-xr-x");
    try (var files = Files.walk(from)) {
      for (var file : files.filter(it -> !it.equals(from)).toList()) {
        var copy = to.resolve(from.relativize(file));
        Files.copy(file, copy);
        mode(copy, Files.isDirectory(file) ? "rwxr-xr-x" : "rw-r--r--");
      }
    }
    mode(to, "rwxr-xr-x");
    return to;
  }

  private static void assumeRoot() throws IOException {
    Assumptions.assumeTrue(Uid.mine().equals(Uid.ROOT), "only root can be two users");
    assertThat(SETPRIV).isExecutable();
  }

  @Test
  void an_agent_and_a_workload_of_two_users_understand_each_other_and_nobody_else_is_heard()
      throws Exception {
    assumeRoot();
    makeFolder();
    assertThat(end(WORKLOAD, WORKLOAD, "listen", AGENT).readLine()).isEqualTo("listening");

    assertThat(end(AGENT, AGENTS_GROUP, "ask", WORKLOAD).readLine())
        .isEqualTo("this application hasn't bound " + Store.SHA256);
    assertThat(end(SOMEBODY, AGENTS_GROUP, "ask", WORKLOAD).readLine())
        .as("in the agent's group, but not the agent")
        .doesNotContain("hasn't bound");
    assertThat(end(SOMEBODY, SOMEBODY, "ask", WORKLOAD).readLine())
        .as("of another group")
        .contains("no workload answers");
  }

  @Test
  void a_workload_says_so_when_the_folder_that_an_agent_of_another_user_needs_is_not_there()
      throws Exception {
    var other = new Uid(Uid.mine().value() + AGENT);
    try (var modules = Modules.open(folder.resolve("store"))) {
      assertThat(ControlSocket.listen(modules, socket(), other).refusal())
          .get()
          .extracting(Refusal::message)
          .asString()
          .contains("isn't there: make it, 0750, of this user and of the group of " + other);
    }
    assertThat(socket().getParent()).doesNotExist();
  }

  @Test
  void root_behind_a_workloads_socket_is_not_the_workload() throws Exception {
    assumeRoot();
    try (var modules = Modules.open(folder.resolve("store"));
        var control = ControlSocket.listen(modules, socket(), Uid.mine()).value().orElseThrow()) {
      assertThat(control).isNotNull();
      assertThat(refusal(new Uid(WORKLOAD)).code()).isEqualTo(Refusal.Code.PERMISSION_DENIED);
    }
  }

  private Refusal refusal(Uid workload) {
    return ControlClient.connect(socket(), workload, Duration.ofSeconds(1)).refusal().orElseThrow();
  }

  @Test
  void a_workload_that_hangs_with_a_full_queue_does_not_hold_the_agent() throws Exception {
    Files.createDirectory(socket().getParent());
    var address = UnixDomainSocketAddress.of(socket());
    var waiting = new ArrayList<SocketChannel>();
    try (var hanging = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      hanging.bind(address, 1);
      for (var next = tried(address); next.isConnected(); next = tried(address)) {
        waiting.add(next);
      }

      assertThat(refusal(Uid.mine()).code()).isEqualTo(Refusal.Code.SWAP_FAILED);
      try (var modules = Modules.open(folder.resolve("store"))) {
        assertThat(ControlSocket.listen(modules, socket(), Uid.mine()).refusal())
            .get()
            .extracting(Refusal::message)
            .asString()
            .contains("another workload listens");
      }
      assertThat(socket()).exists();
    } finally {
      for (var channel : waiting) {
        channel.close();
      }
    }
  }

  private static SocketChannel tried(UnixDomainSocketAddress address) throws IOException {
    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.configureBlocking(false);
    try {
      channel.connect(address);
    } catch (IOException _) {
      channel.close();
    }
    return channel;
  }

  @Test
  void a_module_that_is_being_bound_has_no_status_yet() {
    try (var modules = Modules.open(folder.resolve("store"))) {
      assertThat(ModuleKind.SHA256.slot(modules, 0).in(View.NOTHING)).isEmpty();
    }
  }
}
