package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Sha256;

class CycloneDxTest {
  private static final String NAME = "bom.cdx.json";

  @ParameterizedTest
  @ValueSource(strings = {"1.4", "1.5", "1.6"})
  void a_bound_document_that_lists_exactly_the_artifacts_leaves_no_finding(String version) {
    var patch = attest(of(APatch.ofTwoModules().manifest()).replace("1.6", version)).orThrow();

    assertThat(patch.findings()).isEmpty();
    var sbom = patch.sbom().orElseThrow();
    assertThat(sbom.format()).isEqualTo("CycloneDX-" + version);
    assertThat(sbom.name()).isEqualTo("hotfix-7");
    assertThat(sbom.files()).isEqualTo(2);
    assertThat(sbom.components())
        .containsExactly(
            new SbomSummary.Component("hotfix-7", "3.2.1", "NOASSERTION", Optional.empty()),
            new SbomSummary.Component(
                "org.openssl/openssl",
                "3.5.0",
                "Apache-2.0 AND Own licence",
                Optional.of("pkg:generic/openssl@3.5.0")),
            new SbomSummary.Component("zlib", "1.3.1", "Zlib", Optional.empty()));
    assertThat(sbom.licences())
        .containsExactly("Apache-2.0 AND Own licence", "NOASSERTION", "Zlib");
  }

  @Test
  void an_artifact_that_is_not_listed_one_too_many_and_another_digest_are_mismatches() {
    var two = APatch.ofTwoModules();
    var three = APatch.ofTwoModules().file("third.so", "more");
    var changed = APatch.ofTwoModules().file("sha256.so", "other code");

    assertThat(Codes.of(attest(of(APatch.ofOneModule().manifest()))))
        .containsExactly(Code.SBOM_MISMATCH);
    assertThat(attest(of(three.manifest())).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("third.so"));
    assertThat(Codes.of(attest(of(changed.manifest())))).containsExactly(Code.SBOM_MISMATCH);
    assertThat(Codes.of(attest(of(two.manifest()).replaceFirst("SHA-256", "SHA3-256"))))
        .as("no SHA-256")
        .containsExactly(Code.SBOM_MISMATCH);
  }

  @Test
  void a_document_exchanged_under_the_signatures_is_a_mismatch() {
    var signed = of(APatch.ofTwoModules().manifest());
    var patch = bound(signed).swapped(NAME, utf8(signed.replace("3.5.0", "3.5.9")));

    assertThat(Codes.of(attest(patch))).containsExactly(Code.SBOM_MISMATCH);
  }

  @Test
  void a_file_inside_a_component_and_one_in_a_folder_are_no_artifacts() {
    var sbom =
        of(APatch.ofTwoModules().manifest())
            .replace(
                "{\"type\": \"library\", \"name\": \"zlib\"",
                "{\"type\": \"file\", \"name\": \"src/zlib.c\"},"
                    + " {\"type\": \"file\", \"name\": \"inner.so\"},"
                    + " {\"type\": \"library\", \"name\": \"zlib\"");

    assertThat(attest(sbom).problems()).isEmpty();
  }

  @Test
  void digests_may_be_written_in_capitals() {
    var digest = APatch.ofTwoModules().manifest().artifacts().getFirst().sha256().hex();
    var sbom =
        of(APatch.ofTwoModules().manifest())
            .replace(digest, digest.toUpperCase(java.util.Locale.ROOT));

    assertThat(attest(sbom).problems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "\"CycloneDX\" | \"Cyclone\"",
        "\"1.6\" | \"1.3\"",
        "\"1.6\" | \"1.7\"",
        "\"1.6\" | 1.6",
        "\"version\": 1, | \"version\": 0,",
        "\"version\": 1, | \"version\": \"1\",",
        "urn:uuid:3e671687 | urn:uuid:3E671687",
        "\"serialNumber\" | \"serial\"",
        "2026-01-31T12:00:00.5Z | yesterday",
        "\"type\": \"library\", \"name\": \"zlib\" | \"name\": \"zlib\"",
        "\"type\": \"library\", \"name\": \"zlib\" | \"type\": \"library\"",
        "\"type\": \"library\", \"name\": \"zlib\" | \"type\": \"gadget\", \"name\": \"zlib\"",
        "\"bom-ref\": \"zlib\" | \"bom-ref\": \"openssl\"",
        "\"bom-ref\": \"zlib\" | \"bomref\": \"zlib\"",
        "\"SHA-256\" | \"SHA256\"",
        "\"alg\" | \"algorithm\"",
        "\"content\": \" | \"content\": \"zz",
        "\"content\": \" | \"content\": \"00",
        "{\"license\": {\"id\": \"Apache-2.0\"}} | {\"license\": {}}",
        "{\"license\": {\"id\": \"Apache-2.0\"}} | {\"license\": {\"id\": \"a\", \"name\": \"b\"}}",
        "{\"license\": {\"id\": \"Apache-2.0\"}} | {\"license\": {\"id\": \"a\"}, \"expression\": \"b\"}",
        "{\"license\": {\"id\": \"Apache-2.0\"}} | {}",
        "\"ref\": \"openssl\" | \"reference\": \"openssl\"",
        "\"dependsOn\": [\"zlib\"] | \"dependsOn\": \"zlib\"",
        "\"components\": [{ | \"components\": 7, \"services\": [{",
      })
  void a_document_that_breaks_the_standard_is_invalid(String right, String wrong) {
    var sbom = of(APatch.ofTwoModules().manifest());
    var broken = sbom.replace(right, wrong);
    assertThat(broken).isNotEqualTo(sbom);

    assertThat(Codes.of(attest(broken))).isNotEmpty().containsOnly(Code.SBOM_INVALID);
  }

  @Test
  void what_came_with_a_later_version_is_invalid_in_an_earlier_one() {
    var sbom = of(APatch.ofTwoModules().manifest());
    var withData = sbom.replace("\"type\": \"library\"", "\"type\": \"data\"");
    var withTags = sbom.replace("\"name\": \"zlib\"", "\"tags\": [], \"name\": \"zlib\"");

    assertThat(attest(withData.replace("1.6", "1.5")).problems()).isEmpty();
    assertThat(Codes.of(attest(withData.replace("1.6", "1.4")))).contains(Code.SBOM_INVALID);
    assertThat(attest(withTags).problems()).isEmpty();
    assertThat(Codes.of(attest(withTags.replace("1.6", "1.5")))).contains(Code.SBOM_INVALID);
    assertThat(attest(sbom.replace("\"version\": 1,", "")).problems()).isEmpty();
    assertThat(Codes.of(attest(sbom.replace("\"version\": 1,", "").replace("1.6", "1.4"))))
        .containsExactly(Code.SBOM_INVALID);
  }

  @Test
  void the_very_same_component_twice_is_invalid() {
    var sbom =
        of(APatch.ofTwoModules().manifest())
            .replace(
                "\"components\": [{",
                "\"components\": [" + "{\"type\": \"data\", \"name\": \"a\"}, ".repeat(2) + "{");

    assertThat(Codes.of(attest(sbom))).containsExactly(Code.SBOM_INVALID);
  }

  static String of(Manifest manifest) {
    var files = new ArrayList<String>();
    for (var artifact : manifest.artifacts()) {
      files.add(
          "{\"type\": \"file\", \"name\": \"%s\", \"hashes\": [{\"alg\": \"SHA-256\", \"content\": \"%s\"}]}"
              .formatted(artifact.name(), artifact.sha256().hex()));
    }
    return """
    {
      "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
      "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
      "metadata": {
        "timestamp": "2026-01-31T12:00:00.5Z",
        "component": {"type": "application", "name": "hotfix-7", "version": "3.2.1"}
      },
      "components": [{"type": "library", "group": "org.openssl", "name": "openssl", "version": "3.5.0",
         "bom-ref": "openssl", "purl": "pkg:generic/openssl@3.5.0",
         "licenses": [{"license": {"id": "Apache-2.0"}}, {"license": {"name": "Own licence"}}],
         "components": [{"type": "library", "name": "zlib", "version": "1.3.1", "bom-ref": "zlib",
           "licenses": [{"expression": "Zlib"}]}]},
    %s
      ],
      "dependencies": [{"ref": "openssl", "dependsOn": ["zlib"]}]
    }
    """
        .formatted(String.join(",\n", files));
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
