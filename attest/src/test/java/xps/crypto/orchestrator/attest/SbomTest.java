package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Sha256;

class SbomTest {
  private static final String NAME = "sbom.spdx.json";

  @Test
  void a_bound_sbom_that_lists_exactly_the_artifacts_leaves_no_finding_and_is_summed_up() {
    var patch = attest(AnSbom.of(APatch.ofTwoModules().manifest())).orThrow();

    assertThat(patch.findings()).isEmpty();
    var sbom = patch.sbom().orElseThrow();
    assertThat(sbom.format()).isEqualTo("SPDX-2.3");
    assertThat(sbom.components())
        .containsExactly(
            new SbomSummary.Component("openssl", "3.5.0", "Apache-2.0", Optional.empty()));
    assertThat(sbom.licences()).containsExactly("Apache-2.0");
    assertThat(sbom.files()).isEqualTo(2);
  }

  @Test
  void a_manifest_that_names_no_sbom_passes_with_the_finding() {
    var patch = APatch.ofTwoModules().signedBy(People.ALICE);

    assertThat(Codes.of(attest(patch).orThrow().findings())).containsExactly(Code.SBOM_MISSING);
  }

  @Test
  void a_named_sbom_that_is_not_there_passes_with_the_finding() {
    var patch = APatch.ofTwoModules().metadata("\"sbom\": \"" + NAME + "\"").signedBy(People.ALICE);

    assertThat(Codes.of(attest(patch).orThrow().findings()))
        .containsExactly(Code.SBOM_UNBOUND, Code.SBOM_MISSING);
  }

  @Test
  void an_sbom_without_its_digest_in_the_manifest_is_a_finding() {
    var patch =
        APatch.ofTwoModules()
            .metadata("\"sbom\": \"" + NAME + "\"")
            .signedBy(People.ALICE)
            .swapped(NAME, utf8(AnSbom.of(APatch.ofTwoModules().manifest())));

    assertThat(Codes.of(attest(patch).orThrow().findings())).containsExactly(Code.SBOM_UNBOUND);
  }

  @Test
  void an_sbom_that_was_changed_after_signing_is_refused() {
    var sbom = AnSbom.of(APatch.ofTwoModules().manifest());
    var patch = bound(sbom).swapped(NAME, utf8(sbom + " "));

    assertThat(Codes.of(attest(patch))).containsExactly(Code.SBOM_MISMATCH);
  }

  @Test
  void an_artifact_that_the_sbom_does_not_list_is_a_mismatch() {
    assertThat(Codes.of(attest(AnSbom.of(APatch.ofOneModule().manifest()))))
        .containsExactly(Code.SBOM_MISMATCH);
  }

  @Test
  void a_listed_file_that_the_patch_does_not_have_is_a_mismatch() {
    var more = APatch.ofTwoModules().file("third.so", "more").manifest();

    var outcome = attest(AnSbom.of(more));

    assertThat(Codes.of(outcome)).containsExactly(Code.SBOM_MISMATCH);
    assertThat(outcome.problems().getFirst().message()).contains("third.so");
  }

  @Test
  void a_listed_file_in_a_folder_is_content_of_a_package_and_no_artifact() {
    var manifest = APatch.ofTwoModules().manifest();
    var listed =
        AnSbom.file(0, "sha256.so", manifest.artifacts().get(0).sha256().hex())
            + ","
            + AnSbom.file(1, "./shake256.so", manifest.artifacts().get(1).sha256().hex())
            + ","
            + AnSbom.file(2, "./src/sha256.c", Sha256.of(new byte[0]).hex());

    assertThat(attest(AnSbom.of(listed)).problems()).isEmpty();
  }

  @Test
  void another_digest_for_an_artifact_is_a_mismatch() {
    var changed = APatch.ofTwoModules().file("sha256.so", "other code").manifest();

    assertThat(Codes.of(attest(AnSbom.of(changed)))).containsExactly(Code.SBOM_MISMATCH);
  }

  @Test
  void an_artifact_may_be_listed_as_the_file_of_a_package() {
    var manifest = APatch.ofTwoModules().manifest();
    var first = manifest.artifacts().getFirst();
    var sbom =
        AnSbom.of(AnSbom.file(1, "shake256.so", manifest.artifacts().get(1).sha256().hex()))
            .replace(
                "\"versionInfo\": \"3.5.0\"",
                """
                "packageFileName": "./%s", "checksums": [{"algorithm": "SHA256", "checksumValue": "%s"}]\
                """
                    .formatted(first.name(), first.sha256().hex()));

    assertThat(attest(sbom).problems()).isEmpty();
  }

  @Test
  void a_file_with_a_sha1_alone_is_a_mismatch_and_one_without_a_sha1_a_finding() {
    var sbom = AnSbom.of(APatch.ofTwoModules().manifest());
    var other = sbom.replaceFirst("\"SHA256\"", "\"SHA512\"");
    var without =
        sbom.replaceFirst("\\{\"algorithm\": \"SHA1\", \"checksumValue\": \"[0-9a-f]+\"},\\s*", "");

    assertThat(Codes.of(attest(other))).containsExactly(Code.SBOM_MISMATCH);
    assertThat(Codes.of(attest(without).orThrow().findings())).containsExactly(Code.SBOM_INVALID);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "\"SPDX-2.3\" | \"SPDX-2.2\"",
        "\"CC0-1.0\" | \"MIT\"",
        "\"SPDXID\": \"SPDXRef-DOCUMENT\" | \"SPDXID\": \"SPDXRef-Other\"",
        "\"SPDXRef-File-1\" | \"SPDXRef-File-0\"",
        "\"SPDXRef-File-1\" | \"File-1\"",
        "\"SPDXRef-openssl\", \"name\" | \"SPDXRef-File-0\", \"name\"",
        "\"https://example.org/spdx/hotfix-7\" | \"hotfix-7\"",
        "\"https://example.org/spdx/hotfix-7\" | \"https://example.org/#a\"",
        "\"2026-01-31T12:00:00Z\" | \"yesterday\"",
        "[\"Tool: test\"] | []",
        "[\"Tool: test\"] | [\"test\"]",
        "\"downloadLocation\" | \"location\"",
        "\"fileName\" | \"file\"",
        "\"checksums\" | \"sums\"",
        "\"checksumValue\" | \"value\"",
        "\"relationshipType\" | \"type\"",
        "\"relatedSpdxElement\": \"SPDXRef-openssl\" | \"relatedSpdxElement\": \"SPDXRef-nobody\"",
        "\"versionInfo\" | \"filesAnalyzed\": false, \"packageVerificationCode\": {}, \"versionInfo\"",
        "\"versionInfo\": \"3.5.0\" | \"versionInfo\": 3",
        "\"versionInfo\" | \"externalRefs\": [{\"referenceType\": \"purl\"}], \"versionInfo\"",
        "\"creationInfo\" | \"creation\"",
        "\"files\": [ | \"files\": 7, \"others\": [",
        "\"dataLicense\": | \"name\": \"twice\", \"dataLicense\":",
      })
  void a_document_that_breaks_the_standard_is_invalid(String right, String wrong) {
    var sbom = AnSbom.of(APatch.ofTwoModules().manifest());
    var broken = sbom.replace(right, wrong);
    assertThat(broken).isNotEqualTo(sbom);

    assertThat(Codes.of(attest(broken))).isNotEmpty().containsOnly(Code.SBOM_INVALID);
  }

  @Test
  void what_is_not_json_or_too_long_is_invalid() {
    assertThat(Codes.of(attest("SPDXVersion: SPDX-2.3"))).containsExactly(Code.SBOM_INVALID);
    assertThat(Codes.of(attest(""))).containsExactly(Code.SBOM_INVALID);
    assertThat(Codes.of(attest("[]"))).containsExactly(Code.SBOM_INVALID);
    assertThat(Codes.of(attest(" ".repeat(2 << 20)))).containsExactly(Code.SBOM_INVALID);
  }

  @Test
  void a_stranger_never_reaches_the_parser() {
    var patch = bound("not even JSON").unsigned().signedBy(People.MALLORY);

    assertThat(Codes.of(attest(patch))).isNotEmpty().containsOnly(Code.UNTRUSTED_SIGNER);
  }

  @Test
  void our_own_draft_keeps_to_the_standard(
      @org.junit.jupiter.api.io.TempDir java.nio.file.Path folder) throws Exception {
    var file =
        java.nio.file.Files.writeString(folder.resolve("sha256.so"), "machine code of 3.2.1");
    var draft =
        SpdxDraft.of(
                "hotfix-7", "3.2.1", Instant.parse("2026-01-31T12:00:00Z"), java.util.List.of(file))
            .orThrow();
    var sbom = xps.crypto.orchestrator.document.Json.pretty(draft);
    var patch =
        APatch.ofOneModule()
            .metadata(
                "\"sbom\": \"%s\", \"sbom_sha256\": \"%s\""
                    .formatted(NAME, Sha256.of(utf8(sbom)).hex()))
            .signedBy(People.ALICE)
            .swapped(NAME, utf8(sbom));

    assertThat(attest(patch).orThrow().findings()).isEmpty();
  }

  private static Outcome<AttestedPatch> attest(String sbom) {
    return attest(bound(sbom));
  }

  private static APatch bound(String sbom) {
    return APatch.ofTwoModules()
        .metadata(
            "\"sbom\": \"%s\", \"sbom_sha256\": \"%s\""
                .formatted(NAME, Sha256.of(utf8(sbom)).hex()))
        .signedBy(People.ALICE)
        .swapped(NAME, utf8(sbom));
  }

  private static Outcome<AttestedPatch> attest(APatch patch) {
    return ATrustStore.of(People.ALICE).verifier().requireAll(patch.manifest(), patch.source());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
