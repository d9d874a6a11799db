package xps.crypto.orchestrator.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Modules whose constructors try to get out of the self-test's cage. One that succeeds ends the
 * process with 42 there and then; one that fails passes its test like any other.
 */
@Timeout(60)
class CageTest {
  @TempDir Path folder;

  private Store store;

  @BeforeEach
  void makeStore() {
    store = Store.in(folder);
  }

  private record Ended(int exit, String said) {}

  /** A module with a constructor in which {@code escape} is asked whether it got out. */
  private Ended test(String escape) throws Exception {
    return test(escape, SelfTest.CAGE);
  }

  private Ended test(String escape, List<String> cage) throws Exception {
    return test("", escape, cage);
  }

  private Ended test(String before, String escape, List<String> cage) throws Exception {
    var code =
        """
        #include <arpa/inet.h>
        #include <fcntl.h>
        #include <signal.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/mount.h>
        #include <sys/socket.h>
        #include <unistd.h>
        %s
        static int escape(void) { %s }
        __attribute__((constructor)) static void begin(void) { if (escape()) _exit(42); }
        """
            .formatted(before, escape);
    var object = store.put(new Compiler(folder).sha256With(code, "-D_GNU_SOURCE"));
    var child = CagedChild.test(store, object, folder, cage);
    return new Ended(child.exit(), child.refusal().orElse(""));
  }

  @Test
  void a_module_that_tries_nothing_passes() throws Exception {
    assertThat(test("return 0;")).isEqualTo(new Ended(0, ""));
  }

  @Test
  void a_file_of_the_agent_isnt_there() throws Exception {
    var key = Files.writeString(folder.resolve("key.pem"), "secret");
    var reads = "return open(\"%s\", O_RDONLY) >= 0;".formatted(key);

    assertThat(test(reads)).isEqualTo(new Ended(0, ""));
    assertThat(test(reads, List.of()).exit()).as("without a cage").isEqualTo(42);
  }

  @Test
  void nothing_can_be_written() throws Exception {
    var writes =
        """
        return open("here", O_CREAT | O_WRONLY, 0600) >= 0
            || open("/usr/lib/xps-here", O_CREAT | O_WRONLY, 0600) >= 0
            || open("/tmp", O_TMPFILE | O_WRONLY, 0600) >= 0;
        """;

    assertThat(test(writes)).isEqualTo(new Ended(0, ""));
  }

  @Test
  void a_staged_object_cant_be_replaced() throws Exception {
    var objects = store.root().resolve("objects");
    var replaces =
        "return unlink(\"%1$s\") == 0 || open(\"%1$s/x\", O_CREAT | O_WRONLY, 0600) >= 0;"
            .formatted(objects);

    assertThat(test(replaces)).isEqualTo(new Ended(0, ""));
  }

  /** Whoever built the walls was root inside, and could have made them of paper. */
  @Test
  void what_is_read_only_cant_be_mounted_anew() throws Exception {
    var objects = store.root().resolve("objects");
    var remounts =
        """
        mount("none", "%1$s", "none", MS_BIND | MS_REMOUNT | MS_NOSUID | MS_NODEV, "");
        mount("%1$s", "/proc", "none", MS_BIND, "");
        struct mount_attr { unsigned long long set, clear, propagation, fd; } writable = {0, 1, 0, 0};
        syscall(442, -100, "%1$s", 0, &writable, sizeof writable);
        syscall(428, -100, "%1$s", 1);
        return open("%1$s/x", O_CREAT | O_WRONLY, 0600) >= 0
            || open("/proc/x", O_CREAT | O_WRONLY, 0600) >= 0;
        """
            .formatted(objects);

    assertThat(test(remounts)).isEqualTo(new Ended(0, ""));
    assertThat(Files.exists(objects.resolve("x"))).isFalse();
  }

  @Test
  void no_thread_that_was_there_before_can_mount_for_a_module() throws Exception {
    var objects = store.root().resolve("objects");
    var others =
        """
        DIR *threads = opendir("/proc/self/task");
        signal(SIGUSR1, remount);
        for (struct dirent *it; threads && (it = readdir(threads)); )
          if (atoi(it->d_name) > 0) syscall(SYS_tgkill, getpid(), atoi(it->d_name), SIGUSR1);
        usleep(200000);
        return open("%s/x", O_CREAT | O_WRONLY, 0600) >= 0;
        """
            .formatted(objects);
    var handler =
        """
        #include <dirent.h>
        #include <sys/syscall.h>
        static void remount(int signal) {
          (void) signal;
          mount("none", "%s", "none", MS_BIND | MS_REMOUNT | MS_NOSUID | MS_NODEV, "");
        }
        """
            .formatted(objects);

    assertThat(test(handler, others, SelfTest.CAGE)).isEqualTo(new Ended(0, ""));
  }

  @Test
  void nobody_gets_into_a_namespace_of_their_own() throws Exception {
    var unshares =
        """
        return unshare(CLONE_NEWUSER) == 0 || unshare(CLONE_NEWNS) == 0
            || syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0) >= 0;
        """;

    assertThat(test("#include <sched.h>\n#include <sys/syscall.h>", unshares, SelfTest.CAGE))
        .isEqualTo(new Ended(0, ""));
  }

  @Test
  void nobody_can_be_called_over_the_network() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var calls =
          """
          struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(%d)};
          inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
          return connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *) &to, sizeof to) == 0;
          """
              .formatted(server.getLocalPort());

      assertThat(test(calls)).isEqualTo(new Ended(0, ""));
      assertThat(test(calls, List.of()).exit()).as("without a cage").isEqualTo(42);
    }
  }

  @Test
  void no_process_outside_can_be_seen() throws Exception {
    var kills = "return kill(%d, 0) == 0;".formatted(ProcessHandle.current().pid());

    assertThat(test(kills)).isEqualTo(new Ended(0, ""));
    assertThat(test(kills, List.of()).exit()).as("without a cage").isEqualTo(42);
  }

  @Test
  void the_old_root_cant_be_mounted_again() throws Exception {
    var key = Files.writeString(folder.resolve("key.pem"), "secret");
    var mounts =
        """
        chroot("."); chdir("../../../../..");
        mount("none", "/", "none", MS_REMOUNT, "");
        umount2("/", MNT_DETACH);
        return open("%s", O_RDONLY) >= 0;
        """
            .formatted(key);

    assertThat(test(mounts)).isEqualTo(new Ended(0, ""));
  }

  @Test
  void the_environment_is_empty() throws Exception {
    var code =
        """
        extern char **environ;
        return environ && *environ;
        """;

    assertThat(test(code)).isEqualTo(new Ended(0, ""));
  }

  /** The run-time's own addresses are by chance more or less: here it has a quarter less. */
  @Test
  void the_run_time_fits_into_its_addresses_with_room_to_spare() throws Exception {
    var tight = SelfTest.CAGE.stream().map(it -> it.replace("--as=536870912", "--as=402653184"));

    assertThat(test("return 0;", tight.toList())).isEqualTo(new Ended(0, ""));
  }

  @Test
  void memory_beyond_512_mib_isnt_given() throws Exception {
    assertThat(test("return malloc(600u << 20) != NULL;")).isEqualTo(new Ended(0, ""));
  }

  @Test
  void without_a_cage_there_are_limits_and_what_is_left_running_dies_too() throws Exception {
    var code =
        """
        #include <stdlib.h>
        #include <sys/resource.h>
        #include <unistd.h>
        __attribute__((constructor)) static void begin(void) {
          struct rlimit core, cpu;
          getrlimit(RLIMIT_CORE, &core);
          getrlimit(RLIMIT_CPU, &cpu);
          if (malloc(600u << 20) || core.rlim_cur || cpu.rlim_cur != 10) _exit(42);
          if (fork() == 0) { if (fork() == 0) for (;;) pause(); _exit(0); }
        }
        """;
    var object = store.put(new Compiler(folder).sha256With(code, "-D_GNU_SOURCE"));

    // The grandchild holds the output open: that it ends means that nobody has it any more.
    assertThat(CagedChild.withoutCage(store, object, folder).exit()).isZero();
  }

  @Test
  void what_is_left_running_dies_with_the_cage() throws Exception {
    var forks = "if (fork() == 0) { for (;;) pause(); } return 0;";

    // The child holds the output open: that it ends means that nobody has it any more.
    assertThat(test(forks)).isEqualTo(new Ended(0, ""));
  }

  @Test
  void no_more_processor_time_than_its_limit_is_given() throws Exception {
    var cage = SelfTest.CAGE.stream().map(word -> word.equals("--cpu=10") ? "--cpu=1" : word);
    var ended = test("for (volatile long i = 0; i >= 0; i++) {} return 0;", cage.toList());

    assertThat(ended.said()).contains("the self-test was killed");
  }
}
