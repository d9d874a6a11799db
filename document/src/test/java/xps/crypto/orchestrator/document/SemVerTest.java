package xps.crypto.orchestrator.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SemVerTest {
  /** Section 11 of SemVer 2.0.0, and numbers that no machine word holds. */
  private static final List<String> ASCENDING =
      List.of(
          "0.0.1",
          "0.1.0",
          "1.0.0-0",
          "1.0.0-2",
          "1.0.0-10",
          "1.0.0-99999999999999999999",
          "1.0.0-alpha",
          "1.0.0-alpha.1",
          "1.0.0-alpha.beta",
          "1.0.0-beta",
          "1.0.0-beta.2",
          "1.0.0-beta.11",
          "1.0.0-rc.1",
          "1.0.0",
          "1.0.1",
          "1.2.0",
          "1.10.0",
          "2.0.0");

  @Test
  void versions_are_ordered_by_precedence_and_not_by_letters() {
    var shuffled =
        new ArrayList<>(ASCENDING.stream().map(text -> SemVer.parse(text).orElseThrow()).toList());
    Collections.shuffle(shuffled, new Random(2));
    Collections.sort(shuffled);

    assertThat(shuffled).map(SemVer::toString).containsExactlyElementsOf(ASCENDING);
  }

  @Test
  void equal_precedence_is_equality() {
    for (var one : ASCENDING) {
      for (var other : ASCENDING) {
        var first = SemVer.parse(one).orElseThrow();
        var second = SemVer.parse(other).orElseThrow();
        assertThat(first.compareTo(second) == 0).isEqualTo(first.equals(second));
      }
    }
  }

  @Test
  void its_parts_can_be_asked_for() {
    var version = SemVer.parse("3.2.1-rc.1").orElseThrow();

    assertThat(List.of(version.major(), version.minor(), version.patch()))
        .containsExactly(3L, 2L, 1L);
    assertThat(version.isPreRelease()).isTrue();
    assertThat(version).hasToString("3.2.1-rc.1");
    assertThat(ProductVersion.CURRENT).hasToString("1.2.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1.2",
        "1.2.3.4",
        "01.2.3",
        "1.02.3",
        "1.2.3-",
        "1.2.3-01",
        "1.2.3-a..b",
        "1.2.3+build",
        "v1.2.3",
        "1.2.3-ä",
        " 1.2.3",
        "1.2.3 ",
        "-1.2.3",
        "1.2.x",
        "1.2.1234567890123456",
        "1.2.3-a_b"
      })
  void what_is_not_a_version_is_none(String text) {
    assertThat(SemVer.parse(text)).isEmpty();
  }
}
