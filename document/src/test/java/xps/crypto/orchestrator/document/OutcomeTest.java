package xps.crypto.orchestrator.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutcomeTest {
  private static final Problem ONE = Problem.of(Code.SBOM_MISSING, "no SBOM", "m.json");
  private static final Problem OTHER = Problem.of(Code.SBOM_UNBOUND, "no digest", "m.json");

  @Test
  void findings_of_both_steps_add_up() {
    var outcome =
        Outcome.ok(1, List.of(ONE))
            .flatMap(n -> Outcome.ok(n + 1, List.of(OTHER)))
            .map(n -> n * 10);

    assertThat(outcome.orThrow()).isEqualTo(20);
    assertThat(outcome.findings()).containsExactly(ONE, OTHER);
    assertThat(outcome.problems()).isEmpty();
  }

  @Test
  void a_refusal_ends_the_chain_and_says_why() {
    Outcome<Integer> refused = Outcome.refused(ONE, OTHER);

    var outcome = refused.map(n -> n + 1).flatMap(Outcome::ok);

    assertThat(outcome.isOk()).isFalse();
    assertThat(outcome.problems()).containsExactly(ONE, OTHER);
    assertThatThrownBy(outcome::orThrow)
        .isInstanceOf(RefusedException.class)
        .hasMessage("m.json: SBOM_MISSING: no SBOM (and 1 more); " + Code.SBOM_MISSING.remedy())
        .satisfies(e -> assertThat(((RefusedException) e).problems()).containsExactly(ONE, OTHER))
        .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
  }

  @Test
  void a_refusal_without_a_reason_cannot_be_made() {
    assertThatThrownBy(() -> Outcome.refused(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_refusal_that_is_passed_on_keeps_its_count() {
    var many = Collections.nCopies(1000, ONE);

    var first = Outcome.refused(many).problems();
    var again = Outcome.refused(first).problems();

    assertThat(first).hasSize(101);
    assertThat(again).isEqualTo(first);
    assertThat(first.getLast().message()).isEqualTo("and 900 more problems");
  }

  @Test
  void a_list_of_problems_that_is_empty_gives_the_value() {
    assertThat(Outcome.unless(List.of(), () -> "value").orThrow()).isEqualTo("value");
    assertThat(Outcome.<String>unless(List.of(ONE), () -> "value").problems()).containsExactly(ONE);
  }

  @Test
  void bytes_and_digests_have_one_spelling_each() {
    assertThat(Bytes.base64("AQI=")).contains(Bytes.copyOf(new byte[] {1, 2}));
    for (var bad : List.of("AQI", "AQJ=", "AQI=\n", "AQ-_", " AQI=", "A", "====")) {
      assertThat(Bytes.base64(bad)).as(bad).isEmpty();
    }
    assertThat(Bytes.hex("00ff").orElseThrow().hex()).isEqualTo("00ff");
    for (var bad : List.of("0", "0F", "0x", "zz")) {
      assertThat(Bytes.hex(bad)).as(bad).isEmpty();
    }
    var empty = Sha256.of(new byte[0]);
    assertThat(empty.hex())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThat(Sha256.ofDigest(empty.bytes())).isEqualTo(empty);
    assertThat(Sha256.parse(empty.hex().toUpperCase(java.util.Locale.ROOT))).isEmpty();
    assertThat(Sha256.parse("")).isEmpty();
  }

  @Test
  void bytes_cannot_be_changed_from_outside() {
    var content = new byte[] {1, 2, 3};
    var bytes = Bytes.copyOf(content);
    content[0] = 9;
    bytes.toArray()[1] = 9;

    assertThat(bytes.hex()).isEqualTo("010203");
    assertThat(bytes).hasToString("3 bytes");
    assertThat(IntStream.range(0, 3).mapToObj(_ -> bytes.sha256()).distinct()).hasSize(1);
  }
}
