package xps.crypto.orchestrator.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A command of the node's owner gets its words and nothing else, and ends with all that it is. */
@Timeout(30)
class OwnCommandTest {
  private static final Duration PATIENT = Duration.ofSeconds(20);

  @TempDir Path folder;

  private static OwnCommand command(String... argv) {
    return new OwnCommand(List.of(argv));
  }

  private static OwnCommand shell(String script) {
    return command("/bin/sh", "-c", script);
  }

  @Test
  void it_ends_well_or_says_how_it_ended() throws Exception {
    assertThat(command("/bin/true").run(PATIENT)).isEmpty();
    assertThat(shell("exit 3").run(PATIENT)).contains("ended with 3");
    assertThat(command("/nobody/has/this").run(PATIENT)).isPresent();
  }

  @Test
  void no_word_of_it_meets_a_shell() throws Exception {
    var trace = folder.resolve("trace");

    assertThat(command("/usr/bin/test", "$(touch " + trace + ")", "=", "x").run(PATIENT))
        .contains("ended with 1");
    assertThat(command("/usr/bin/test", "$HOME;`id`", "=", "$HOME;`id`").run(PATIENT)).isEmpty();
    assertThat(trace).doesNotExist();
  }

  @Test
  void it_has_no_environment_no_input_and_the_root_as_its_folder() throws Exception {
    var out = folder.resolve("environment");

    assertThat(shell("/usr/bin/env -0 > " + out + "; cat; test \"$(pwd)\" = /").run(PATIENT))
        .isEmpty();

    // What dash itself sets.
    assertThat(Files.readString(out).split("\0")).allMatch(it -> it.matches("(PWD|OLDPWD|_)=.*"));
  }

  @Test
  void what_hangs_is_ended_with_all_that_it_has_started() throws Exception {
    var mark = "31415.926535" + System.nanoTime() % 1_000_000;
    var script = "sleep " + mark + " & setsid sleep " + mark + " & sleep " + mark;

    assertThat(shell(script).run(Duration.ofMillis(500))).contains("hasn't ended within 500ms");

    assertGone(mark);
  }

  @Test
  void what_it_leaves_behind_in_its_session_ends_with_it() throws Exception {
    var mark = "27182.818284" + System.nanoTime() % 1_000_000;

    assertThat(shell("sleep " + mark + " &").run(PATIENT)).isEmpty();

    assertGone(mark);
  }

  @Test
  void output_without_end_fills_nothing_and_ends_with_its_time() throws Exception {
    assertThat(command("/usr/bin/yes").run(Duration.ofMillis(300)))
        .contains("hasn't ended within 300ms");
  }

  private static void assertGone(String mark) throws Exception {
    var left =
        ProcessHandle.allProcesses()
            .filter(process ->
                process.info().commandLine().filter(words -> words.contains(mark)).isPresent())
            .toList();
    for (var process : left) {
      process.onExit().get(PATIENT.toSeconds(), TimeUnit.SECONDS);
    }
  }
}
