package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.cli.Ran.xps;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import xps.crypto.orchestrator.document.Code;

/** How the command is called, whatever it does. */
final class CallingXpsTest {
  static Stream<String> everyCommand() {
    return Commands.ALL.stream().map(Commands.Entry::words);
  }

  private static Object[] words(String command, String... more) {
    return Stream.concat(Arrays.stream(command.split(" ", -1)), Arrays.stream(more)).toArray();
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void every_command_explains_itself(String command) {
    var ran = xps(words(command, "--help")).exits(0);

    assertThat(ran.out()).startsWith("Usage: xps " + command).contains("--json", "--quiet");
    assertThat(ran.err()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void every_command_tells_a_mistyped_option_in_json(String command) {
    var ran = xps(words(command, "--jsn", "--json")).exits(2);

    assertThat(ran.problems()).containsOnly("USAGE");
    assertThat(ran.problem("remedy")).contains("--json");
    assertThat(ran.text("schema")).isEqualTo("xps/v1");
  }

  @Test
  void a_mistyped_command_gets_a_suggestion() {
    var ran = xps("attst").exits(2);

    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains("USAGE", "\"attst\"", "did you mean attest?");
  }

  @Test
  void a_mistyped_command_of_a_group_gets_a_suggestion() {
    assertThat(xps("plan", "simulat", "--json").exits(2).problem("remedy"))
        .isEqualTo("did you mean simulate?");
    assertThat(xps("audit").exits(2).err()).contains("verify, show");
  }

  @Test
  void a_parameter_too_many_or_an_option_twice_is_refused() {
    assertThat(xps("explain", "USAGE", "INTERNAL").exits(2).err()).contains("\"INTERNAL\"");
    assertThat(xps("attest", "m", "--trust", "a", "--trust", "b").exits(2).err())
        .contains("--trust FILE is given twice");
    assertThat(xps("attest", "m", "--trust").exits(2).err()).contains("USAGE");
  }

  @Test
  void a_command_without_words_asks_for_one() {
    assertThat(xps().exits(2).err()).contains("USAGE", "attest");
    assertThat(xps("--json").exits(2).problems()).containsExactly("USAGE");
  }

  @Test
  void help_lists_every_command() {
    var help = xps("--help").exits(0).out();

    assertThat(everyCommand().map(words -> words.split(" ", -1)[0])).allMatch(help::contains);
  }

  @Test
  void the_version_is_the_one_that_manifests_ask_for() {
    assertThat(xps("--version").exits(0).out()).isEqualTo("xps 1.2.0\n");
    assertThat(xps("--version", "--json").exits(0).text("version")).isEqualTo("1.2.0");
  }

  @Test
  void a_word_that_begins_with_an_at_sign_is_not_a_file_of_words() {
    assertThat(xps("@words").exits(2).err()).contains("\"@words\"");
  }

  @ParameterizedTest
  @MethodSource("codes")
  void every_code_is_explained(Code code) {
    var ran = xps("explain", code.name(), "--json").exits(0);

    assertThat(ran.text("meaning")).isEqualTo(code.meaning());
    assertThat(ran.text("remedy")).isEqualTo(code.remedy());
  }

  static Stream<Code> codes() {
    return Arrays.stream(Code.values());
  }

  @Test
  void a_mistyped_code_gets_a_suggestion() {
    assertThat(xps("explain", "rbac_misssing").exits(2).err()).contains("RBAC_MISSING");
    assertThat(xps("explain", "rbac-missing").exits(0).out()).contains("RBAC_MISSING");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "doctor",
        "keyring",
        "keyring rotate a",
        "server run",
        "audit prove 7",
        "audit export",
        "agent enrol"
      })
  void a_command_of_a_later_version_is_told_as_such_and_alone(String command) {
    var ran = xps(words(command, "--json")).exits(2);

    assertThat(ran.problems()).containsExactly("USAGE");
    assertThat(ran.problem("message")).endsWith("comes with a later version");
    assertThat(ran.problem("where")).startsWith("xps " + command.split(" ", -1)[0]);
  }

  @Test
  void everything_that_is_missing_is_told_at_once() {
    assertThat(xps("attest").exits(2).err())
        .contains("MANIFEST is missing", "--trust FILE is missing");
    assertThat(xps("attest", "--trust=x").exits(2).err())
        .contains("MANIFEST is missing")
        .doesNotContain("--trust FILE");
  }

  @Test
  void the_value_of_a_mistyped_option_is_no_further_problem() {
    assertThat(xps("attest", "m", "--trst", "x").exits(2).err())
        .contains("did you mean --trust?")
        .doesNotContain("parameter");
    assertThat(xps("polcy", "check", "b", "--json").exits(2).problems()).hasSize(1);
  }

  @Test
  void what_is_asked_for_by_its_own_option_is_told_quietly_too() {
    assertThat(xps("--version", "--quiet").exits(0).out()).isEqualTo("xps 1.2.0\n");
    assertThat(xps("attest", "--help", "--quiet").exits(0).out()).startsWith("Usage: xps attest");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--json"})
  void output_that_gets_lost_is_no_success(String option) {
    var err = new ByteArrayOutputStream();
    var full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    var words = Stream.of("explain", "USAGE", option).filter(word -> !word.isEmpty()).toList();

    int exit =
        Main.run(
            words,
            new Surroundings(
                new PrintStream(full, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                InputStream.nullInputStream(),
                Surroundings.Terminals.NONE,
                Optional::empty,
                Map.of(),
                () -> Ran.NOW,
                new SecureRandom(),
                Path.of("target")));

    assertThat(exit).isEqualTo(13);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("DISK_FULL", "stdout");
  }
}
