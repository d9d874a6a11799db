package xps.crypto.orchestrator.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CodeTest {
  @ParameterizedTest
  @EnumSource(Code.class)
  void every_code_says_what_it_means_and_what_to_do(Code code) {
    assertThat(code.meaning()).endsWith(".").hasSizeGreaterThan(20);
    assertThat(code.remedy()).matches("[a-z].{8,}").doesNotEndWith(".");
    code.attack().ifPresent(attack -> assertThat(attack).endsWith(".").hasSizeGreaterThan(20));
    assertThat(Code.parse(code.name())).contains(code);
  }

  @Test
  void every_refusal_of_evidence_names_the_attack_that_it_stops() {
    assertThat(Arrays.stream(Code.values()))
        .filteredOn(
            code -> EnumSet.of(Family.ATTEST, Family.GUARD, Family.AUDIT).contains(code.family()))
        .allSatisfy(code -> assertThat(code.attack()).isPresent());
  }

  /** The table "Exit by code" of the command line. */
  @ParameterizedTest
  @CsvSource({
    "ATTEST,22",
    "PLAN,9",
    "GUARD,11",
    "CONFIGURATION,8",
    "AUDIT,2",
    "ROLLBACK,1",
    "PAUSED,2",
    "ACCESS,7",
    "USAGE,1",
    "INTERNAL,1",
    "ROLLOUT,26"
  })
  void each_family_has_its_codes(Family family, int count) {
    assertThat(Arrays.stream(Code.values()).filter(code -> code.family() == family)).hasSize(count);
  }

  @Test
  void a_code_that_is_not_one_is_none() {
    assertThat(Code.parse("MANIFEST_INVALIDX")).isEmpty();
  }

  @Test
  void a_catalogue_with_a_code_twice_does_not_load() {
    var paragraph = "USAGE\nmeaning: m\nremedy: r\n";
    assertThat(Catalogue.parse(paragraph)).containsOnlyKeys(Code.USAGE);
    assertThatThrownBy(() -> Catalogue.parse(paragraph + "\n" + paragraph))
        .isInstanceOf(IllegalStateException.class);
  }
}
