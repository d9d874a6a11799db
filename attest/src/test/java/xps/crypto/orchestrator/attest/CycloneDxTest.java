package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.attest.AnSbom.CYCLONE_DX;
import static xps.crypto.orchestrator.attest.AnSbom.attest;
import static xps.crypto.orchestrator.attest.AnSbom.bound;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;
import xps.crypto.orchestrator.document.Code;

class CycloneDxTest {
  @ParameterizedTest
  @ValueSource(strings = {"1.4", "1.5", "1.6"})
  void a_document_is_summed_up(String version) {
    var sbom =
        attest(CYCLONE_DX.ofTwoModules().replace("1.6", version)).orThrow().sbom().orElseThrow();

    assertThat(sbom.format()).isEqualTo("CycloneDX-" + version);
    assertThat(sbom.name()).isEqualTo("hotfix-7");
    assertThat(sbom.components())
        .containsExactly(
            new SbomSummary.Component("hotfix-7", "3.2.1", "NOASSERTION", List.of()),
            new SbomSummary.Component(
                "org.openssl/openssl",
                "3.5.0",
                "Apache-2.0 AND Own licence",
                List.of("pkg:generic/openssl@3.5.0")),
            new SbomSummary.Component("zlib", "1.3.1", "Zlib", List.of()));
    assertThat(sbom.licences())
        .containsExactly("Apache-2.0 AND Own licence", "NOASSERTION", "Zlib");
  }

  @Test
  void a_file_further_down_or_in_a_folder_is_one_of_the_bundle_all_the_same() {
    var manifest = APatch.ofTwoModules().manifest();
    var evil = CYCLONE_DX.file(0, "evil.so", "1".repeat(64));
    var honest = CYCLONE_DX.of(manifest);

    for (var place :
        List.of(
            "\"type\": \"application\",",
            "\"type\": \"library\", \"name\": \"zlib\",",
            "\"type\": \"file\", \"name\": \"sha256.so\",")) {
      var hidden = honest.replace(place, place + " \"components\": [" + evil + "],");
      assertThat(hidden).isNotEqualTo(honest);

      assertThat(attest(hidden).problems())
          .as(place)
          .singleElement()
          .satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(Code.SBOM_MISMATCH);
            assertThat(problem.message()).contains("lists evil.so");
          });
    }
  }

  @Test
  void a_file_with_two_different_digests_is_refused() {
    var first = "\"hashes\": [";
    var other = "{\"alg\": \"SHA-256\", \"content\": \"%s\"}, ".formatted("1".repeat(64));
    var sbom = CYCLONE_DX.ofTwoModules().replaceFirst("\"hashes\": \\[", first + other);

    assertThat(attest(sbom).problems())
        .extracting(problem -> problem.message())
        .contains("there are two different SHA-256 for the same file");
  }

  @Test
  void what_is_in_an_artifact_that_is_an_archive_is_no_file_of_the_bundle() {
    var patch = APatch.ofOneModule().file("app.jar", "an archive");
    var inside =
        "\"name\": \"app.jar\", \"components\": [{\"type\": \"library\", \"name\": \"x\","
            + " \"components\": [%s]}],"
                .formatted(CYCLONE_DX.file(0, "org/example/App.class", "1".repeat(64)));
    var sbom = CYCLONE_DX.of(patch.manifest()).replace("\"name\": \"app.jar\",", inside);

    assertThat(attest(bound(patch, sbom)).problems()).isEmpty();
    assertThat(attest(bound(patch, sbom.replace("app.jar", "other.jar"))).problems())
        .extracting(problem -> problem.message())
        .containsExactly(
            "the SBOM lists other.jar, which the manifest does not have",
            "the SBOM lists org/example/App.class, which the manifest does not have",
            "the SBOM does not list the artifact app.jar");
  }

  @Test
  void digests_may_be_written_in_capitals() {
    var digest = APatch.ofTwoModules().manifest().artifacts().getFirst().sha256().hex();
    var sbom = CYCLONE_DX.ofTwoModules().replace(digest, digest.toUpperCase(Locale.ROOT));

    assertThat(attest(sbom).problems()).isEmpty();
  }

  /** Each line has a text of the honest document and what stands in its place. */
  @ParameterizedTest
  @CsvFileSource(
      files = "src/test/resources/xps/crypto/orchestrator/attest/bad/cyclonedx.txt",
      delimiterString = "=>",
      quoteCharacter = '\u0001',
      maxCharsPerColumn = 10_000)
  void a_document_that_breaks_the_standard_is_invalid(String right, String wrong) {
    var sbom = CYCLONE_DX.ofTwoModules();
    var broken = sbom.replace(right, wrong);
    assertThat(broken).isNotEqualTo(sbom);

    assertThat(attest(broken).problems())
        .isNotEmpty()
        .allSatisfy(problem -> {
          assertThat(problem.code()).isEqualTo(Code.SBOM_INVALID);
          assertThat(problem.where()).matches("memory/sbom.json:[0-9]+:[0-9]+");
        });
  }

  @Test
  void what_came_with_a_later_version_is_invalid_in_an_earlier_one() {
    var sbom = CYCLONE_DX.ofTwoModules();
    var withData = sbom.replace("\"type\": \"library\"", "\"type\": \"data\"");
    var withTags = sbom.replace("\"name\": \"zlib\"", "\"tags\": [], \"name\": \"zlib\"");
    var provides = sbom.replace("\"dependsOn\": [", "\"provides\": [");

    assertThat(attest(withData.replace("1.6", "1.5")).problems()).isEmpty();
    assertThat(Codes.of(attest(withData.replace("1.6", "1.4")))).contains(Code.SBOM_INVALID);
    assertThat(attest(withTags).problems()).isEmpty();
    assertThat(Codes.of(attest(withTags.replace("1.6", "1.5")))).contains(Code.SBOM_INVALID);
    assertThat(attest(provides).problems()).isEmpty();
    assertThat(Codes.of(attest(provides.replace("1.6", "1.5")))).contains(Code.SBOM_INVALID);
    assertThat(attest(sbom.replace("\"version\": 1,", "")).problems()).isEmpty();
    assertThat(Codes.of(attest(sbom.replace("\"version\": 1,", "").replace("1.6", "1.4"))))
        .containsExactly(Code.SBOM_INVALID);
  }

  @Test
  void the_acknowledgement_of_a_licence_came_with_1_6_and_its_own_name_with_1_5() {
    var sbom =
        CYCLONE_DX
            .ofTwoModules()
            .replace("\"id\": \"Apache-2.0\"", "\"id\": \"Apache-2.0\", \"bom-ref\": \"l\"");
    var acknowledged = sbom.replace("\"Zlib\"}", "\"Zlib\", \"acknowledgement\": \"declared\"}");

    assertThat(attest(acknowledged).problems()).isEmpty();
    assertThat(Codes.of(attest(acknowledged.replace("1.6", "1.5")))).contains(Code.SBOM_INVALID);
    assertThat(attest(sbom.replace("1.6", "1.5")).problems()).isEmpty();
    assertThat(Codes.of(attest(sbom.replace("1.6", "1.4")))).contains(Code.SBOM_INVALID);
  }
}
