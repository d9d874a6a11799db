package xps.crypto.orchestrator.cli.demo.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildrenTest {
  private static final Program SHELL = new Program(List.of("/bin/sh", "-c"));
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;

  @Test
  void what_a_child_says_and_how_it_ends_can_be_read() throws Exception {
    try (var children = Children.watched()) {
      var child = start(children, "echo hello; echo oh dear >&2; exit 7");

      assertThat(child.await(PATIENCE)).isEqualTo(OptionalInt.of(7));
      assertThat(child.printed()).isEqualTo("hello\n");
      assertThat(child.lastWords()).containsExactly("oh dear");
    }
  }

  @Test
  void a_child_that_lives_on_is_not_waited_for_beyond_patience() throws Exception {
    try (var children = Children.watched()) {
      var child = start(children, "exec sleep 600");

      assertThat(child.await(Duration.ofMillis(50))).isEmpty();
      assertThat(child.isAlive()).isTrue();
    }
  }

  @Test
  void a_killed_child_is_dead_when_kill_returns() throws Exception {
    try (var children = Children.watched()) {
      var child = start(children, "trap '' TERM; while :; do sleep 600; done");

      child.kill();

      assertThat(child.isAlive()).isFalse();
    }
  }

  @Test
  void closing_leaves_nobody_behind() throws Exception {
    Child one;
    Child other;
    try (var children = Children.watched()) {
      one = start(children, "exec sleep 600");
      other = start(children, "exec sleep 600");
    }

    assertThat(one.isAlive()).isFalse();
    assertThat(other.isAlive()).isFalse();
  }

  /** No hook runs then. A whole JVM is killed, because only that proves it. */
  @Test
  void children_die_with_a_parent_that_is_killed_hard() throws Exception {
    var parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes(),
                Parent.class.getName(),
                folder.toString())
            .redirectError(folder.resolve("parent.err").toFile())
            .start();
    var pid = parent.inputReader().readLine();
    assertThat(pid).as(Files.readString(folder.resolve("parent.err"))).isNotNull();
    var grandchild = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();

    parent.destroyForcibly().waitFor();

    assertThat(grandchild.onExit().completeOnTimeout(grandchild, 20, TimeUnit.SECONDS).join())
        .matches(process -> !process.isAlive() || isZombie(process.pid()), "gone");
  }

  /** Dead, with nobody there to notice: containers without an init have those. */
  private static boolean isZombie(long pid) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "stat")).contains(") Z ");
    } catch (IOException _) {
      return true;
    }
  }

  private static String classes() {
    return Optional.ofNullable(System.getProperty("jdk.module.path")).orElse("")
        + java.io.File.pathSeparator
        + System.getProperty("java.class.path")
        + java.io.File.pathSeparator
        + Path.of(ChildrenTest.class.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  private Child start(Children children, String script) throws IOException {
    return children.start("child", SHELL, List.of(script), folder, folder);
  }

  /** Starts a child that would outlive everybody, tells its number, and waits. */
  static final class Parent {
    private Parent() {}

    public static void main(String[] arguments) throws Exception {
      var folder = Path.of(arguments[0]);
      var children = Children.watched();
      var child = children.start("child", SHELL, List.of("exec sleep 600"), folder, folder);
      System.out.println(child.pid());
      System.in.read();
    }
  }
}
