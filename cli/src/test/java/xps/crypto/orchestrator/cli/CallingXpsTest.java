package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.cli.Ran.xps;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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
}
