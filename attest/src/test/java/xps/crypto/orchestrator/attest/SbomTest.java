package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.attest.AnSbom.attest;
import static xps.crypto.orchestrator.attest.AnSbom.bound;
import static xps.crypto.orchestrator.attest.AnSbom.utf8;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import xps.crypto.orchestrator.document.Code;

/** What holds for a bill of materials whatever its format. */
class SbomTest {
  @ParameterizedTest
  @EnumSource
  void a_bound_sbom_that_lists_exactly_the_artifacts_leaves_no_finding(AnSbom format) {
    var patch = attest(format.ofTwoModules()).orThrow();

    assertThat(patch.findings()).isEmpty();
    assertThat(patch.sbom().orElseThrow().files()).isEqualTo(2);
  }

  @Test
  void a_manifest_that_names_no_sbom_passes_with_the_finding() {
    var patch = APatch.ofTwoModules().signedBy(People.ALICE);

    assertThat(Codes.of(attest(patch).orThrow().findings())).containsExactly(Code.SBOM_MISSING);
  }

  @Test
  void a_named_sbom_that_is_not_there_passes_with_the_finding() {
    var patch = unbound();

    assertThat(Codes.of(attest(patch).orThrow().findings()))
        .containsExactly(Code.SBOM_UNBOUND, Code.SBOM_MISSING);
  }

  @ParameterizedTest
  @EnumSource
  void an_sbom_without_its_digest_in_the_manifest_is_a_finding(AnSbom format) {
    var patch = unbound().swapped(AnSbom.NAME, utf8(format.ofTwoModules()));

    assertThat(Codes.of(attest(patch).orThrow().findings())).containsExactly(Code.SBOM_UNBOUND);
  }

  @ParameterizedTest
  @EnumSource
  void a_document_exchanged_under_the_signatures_is_a_mismatch(AnSbom format) {
    var sbom = format.ofTwoModules();
    var patch =
        bound(APatch.ofTwoModules(), sbom)
            .swapped(AnSbom.NAME, utf8(sbom.replace("3.5.0", "3.5.9")));

    assertThat(Codes.of(attest(patch))).containsExactly(Code.SBOM_MISMATCH);
  }

  @ParameterizedTest
  @EnumSource
  void an_artifact_that_the_sbom_does_not_list_is_a_mismatch(AnSbom format) {
    assertThat(Codes.of(attest(format.of(APatch.ofOneModule().manifest()))))
        .containsExactly(Code.SBOM_MISMATCH);
  }

  @ParameterizedTest
  @EnumSource
  void a_listed_file_that_the_patch_does_not_have_is_a_mismatch(AnSbom format) {
    var manifest = APatch.ofTwoModules().manifest();

    for (var name : List.of("third.so", "/third.so", "././third.so", "lib/third.so", "..")) {
      assertThat(attest(format.of(manifest, "", name)).problems())
          .as(name)
          .singleElement()
          .satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(Code.SBOM_MISMATCH);
            assertThat(problem.where()).matches("memory/sbom.json:[0-9]+:[0-9]+");
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_name_is_as_in_the_manifest_but_for_one_dot_and_slash_before_it(AnSbom format) {
    var manifest = APatch.ofTwoModules().manifest();

    assertThat(attest(format.of(manifest, "./")).problems()).isEmpty();
    for (var before : List.of("././", "/", "a/../", "lib/")) {
      assertThat(Codes.of(attest(format.of(manifest, before))))
          .as(before)
          .isNotEmpty()
          .containsOnly(Code.SBOM_MISMATCH);
    }
  }

  @ParameterizedTest
  @EnumSource
  void another_digest_for_an_artifact_and_none_that_counts_are_mismatches(AnSbom format) {
    var changed = APatch.ofTwoModules().file("sha256.so", "other code").manifest();
    var other =
        format
            .ofTwoModules()
            .replaceFirst("\"SHA256\"", "\"SHA3-256\"")
            .replaceFirst("\"SHA-256\"", "\"SHA3-256\"");

    assertThat(Codes.of(attest(format.of(changed)))).containsExactly(Code.SBOM_MISMATCH);
    assertThat(Codes.of(attest(other))).containsExactly(Code.SBOM_MISMATCH);
  }

  @Test
  void what_is_not_json_or_too_long_is_invalid() {
    for (var text : List.of("SPDXVersion: SPDX-2.3", "", "[]", "{}", " ".repeat(2 << 20))) {
      assertThat(Codes.of(attest(text))).containsExactly(Code.SBOM_INVALID);
    }
  }

  @Test
  void a_stranger_never_reaches_the_parser() {
    var patch = bound(APatch.ofTwoModules(), "not even JSON").unsigned().signedBy(People.MALLORY);

    assertThat(Codes.of(attest(patch))).isNotEmpty().containsOnly(Code.UNTRUSTED_SIGNER);
  }

  private static APatch unbound() {
    return APatch.ofTwoModules()
        .metadata("\"sbom\": \"" + AnSbom.NAME + "\"")
        .signedBy(People.ALICE);
  }
}
