package xps.crypto.orchestrator.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class NarratorTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(written, true, UTF_8);

  @Test
  void in_a_pipe_every_line_is_written_once_and_without_any_control_character() {
    try (var narrator = new Narrator(out, false, false)) {
      tell(narrator);
      narrator.reckons();
    }

    assertThat(written.toString(UTF_8))
        .isEqualTo(
            """

            1  Hot patch.  it goes well
               $ xps attest m.json
               ✓ attested
               ✗ not so
               calls 12 · lost 0
            """);
  }

  @Test
  @Timeout(20)
  void on_a_terminal_the_last_line_lives_and_leaves_nothing_behind() {
    try (var narrator = new Narrator(out, true, false)) {
      tell(narrator);
      narrator.reckons();
      while (count("calls 12 · lost 0") < 8) {
        LockSupport.parkNanos(1_000_000);
      }
    }

    var text = written.toString(UTF_8);
    assertThat(text).contains("\r\u001b[K   ✓ attested\n").endsWith("\r\u001b[K");
    assertThat(text).doesNotContain("lost 0\n");
    assertThat(text).doesNotContain("\u001b[1m");
  }

  @Test
  void a_living_line_is_never_longer_than_a_terminal_is_wide() {
    try (var narrator = new Narrator(out, true, false)) {
      narrator.shows(() -> "x".repeat(500));
      narrator.says("a line");
    }

    assertThat(written.toString(UTF_8).split("\r|\n"))
        .allSatisfy(line -> assertThat(line.replace("\u001b[K", "")).hasSizeLessThan(80));
  }

  @Test
  void colour_is_there_only_where_it_is_wanted() {
    try (var narrator = new Narrator(out, false, true)) {
      narrator.holds("attested");
    }

    assertThat(written.toString(UTF_8)).isEqualTo("   \u001b[32m✓\u001b[0m attested\n");
  }

  @Test
  void a_check_that_does_not_hold_says_what_is_instead() {
    try (var narrator = new Narrator(out, false, false)) {
      var checks = new Checks(narrator);
      checks.that(true, "one", () -> "never asked");
      checks.that(false, "two", () -> "three");

      assertThat(checks.ok()).isFalse();
    }

    assertThat(written.toString(UTF_8)).isEqualTo("   ✓ one\n   ✗ two: no, three\n");
  }

  @Test
  void cells_stand_below_each_other() {
    assertThat(Table.of(List.of(List.of("a", "b"), List.of("✓ longer", "c"))))
        .containsExactly("a         b", "✓ longer  c");
  }

  private static void tell(Narrator narrator) {
    narrator.counts(() -> "calls 12 · lost 0");
    narrator.part(1, "Hot patch.", "it goes well");
    narrator.runs("attest m.json");
    narrator.holds("attested");
    narrator.fails("not so");
  }

  private int count(String wanted) {
    return written.toString(UTF_8).split(wanted, -1).length - 1;
  }
}
