package xps.crypto.orchestrator.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrammarTest {
  @Test
  void names_keep_to_their_letters_and_lengths() {
    assertThat(Grammar.isId("xps-hotpatch-2025-10-26")).isTrue();
    assertThat(Grammar.isId("a".repeat(128))).isTrue();
    assertThat(Grammar.isId("a".repeat(129))).isFalse();
    assertThat(Grammar.isId("Hotfix")).isFalse();
    assertThat(Grammar.isId("")).isFalse();
    assertThat(Grammar.isId("-a")).isFalse();
    assertThat(Grammar.isNodeId("validator-17.EU_1")).isTrue();
    assertThat(Grammar.isNodeId("a".repeat(127))).isTrue();
    assertThat(Grammar.isNodeId("a".repeat(128))).isFalse();
    assertThat(Grammar.isNodeId("a/b")).isFalse();
    assertThat(Grammar.isArtifactName("libxps+1.so")).isTrue();
    assertThat(Grammar.isArtifactName("a".repeat(201))).isFalse();
    assertThat(Grammar.isTarget("validatör")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "a/b", ".", "..", ".hidden", "a\\b", "a b", "a\n", "con:", "a\0"})
  void an_artifact_name_is_never_a_path(String name) {
    assertThat(Grammar.isArtifactName(name)).isFalse();
  }

  @Test
  void a_signer_name_shows_every_one_of_its_characters() {
    assertThat(Grammar.isSignerName("XPS Release")).isTrue();
    assertThat(Grammar.isSignerName("Žofie 😀")).isTrue();
    assertThat(Grammar.isSignerName("x".repeat(64))).isTrue();
    assertThat(Grammar.isSignerName("x".repeat(65))).isFalse();
    assertThat(Grammar.isSignerName("")).isFalse();
    assertThat(Grammar.isSignerName(" a")).isFalse();
    assertThat(Grammar.isSignerName("a\u00A0")).isFalse();
    assertThat(Grammar.isSignerName("a\u202Eb")).isFalse();
    assertThat(Grammar.isSignerName("a\u200Bb")).isFalse();
    assertThat(Grammar.isSignerName("a\nb")).isFalse();
    assertThat(Grammar.isSignerName("a\uD800")).isFalse();
  }

  @Test
  void a_time_is_written_in_exactly_one_way() {
    assertThat(Grammar.time("2025-10-26T20:31:00Z"))
        .contains(Instant.parse("2025-10-26T20:31:00Z"));
    assertThat(Grammar.time(Instant.parse("2025-10-26T20:31:00.999Z")))
        .isEqualTo("2025-10-26T20:31:00Z");
    assertThatThrownBy(() -> Grammar.time(Instant.MAX))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2025-10-26T20:31:00",
        "2025-10-26 20:31:00Z",
        "2025-10-26T20:31:00z",
        "2025-10-26T20:31:00+00:00",
        "2025-10-26T20:31:00.5Z",
        "2025-02-30T00:00:00Z",
        "2025-10-26T24:00:00Z",
        "2025-10-26T23:59:60Z",
        "+2025-10-26T20:31:0Z",
        "2025-1O-26T20:31:00Z",
        "2025-10-26T20:31:0\u0661Z",
        "",
        "now"
      })
  void any_other_time_is_none(String text) {
    assertThat(Grammar.time(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1ms,PT0.001S",
    "90s,PT90S",
    "15m,PT15M",
    "24h,PT24H",
    "7d,PT168H",
    "999999999s,PT277777H46M39S"
  })
  void a_duration_has_one_number_and_one_unit(String text, Duration duration) {
    assertThat(Grammar.duration(text)).contains(duration);
    assertThat(Grammar.duration(Grammar.duration(duration))).contains(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "s",
        "0s",
        "05s",
        "1",
        "1.5h",
        "-1s",
        "1 s",
        "1h30m",
        "1S",
        "1w",
        "9999999999d",
        "36501d",
        "١s"
      })
  void any_other_duration_is_none(String text) {
    assertThat(Grammar.duration(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "*,anything,true", "*,'',true", "'','',true", "'',a,false", "eu-*,eu-west,true",
        "eu-*,us-west,false",
    "?u,eu,true", "?u,u,false", "a*b*c,aXbYc,true", "a*b*c,acb,false", "EU,eu,false",
        "a.c,abc,false",
    "*a,bbba,true", "*ab,aab,true", "a**,a,true", "[ab],a,false", "?,😀,true"
  })
  void a_glob_has_a_star_and_a_question_mark_and_no_more(
      String glob, String text, boolean matches) {
    assertThat(Glob.of(glob).matches(text)).isEqualTo(matches);
  }

  @Test
  void a_glob_of_many_stars_ends_on_a_long_text() {
    assertThat(Glob.of("*a".repeat(1000) + "b").matches("a".repeat(20_000))).isFalse();
  }

  @Test
  void the_nearest_word_is_found_and_a_far_one_is_not() {
    var words = java.util.List.of("concurrency", "percentage", "match");
    assertThat(Nearest.to("concurency", words)).contains("concurrency");
    assertThat(Nearest.to("Match", words)).contains("match");
    assertThat(Nearest.to("mathc", words)).contains("match");
    assertThat(Nearest.to("colour", words)).isEmpty();
    assertThat(Nearest.to("", words)).isEmpty();
    assertThat(Nearest.to("x".repeat(100_000), words)).isEmpty();
  }

  @Test
  void escaping_hides_nothing_and_changes_nothing_twice() {
    var bad = "a\u001b[31m\r\u202eb\u2028\uD800 é 😀";
    var printable = Escape.printable(bad);

    assertThat(printable).isEqualTo("a<U+001B>[31m<U+000D><U+202E>b<U+2028><U+D800> é 😀");
    assertThat(Escape.printable(printable)).isEqualTo(printable);
    assertThat(Escape.quote("x".repeat(200)))
        .isEqualTo("\"" + "x".repeat(80) + "…\" (200 characters)");
  }
}
