package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.attest.AnSbom.SPDX;
import static xps.crypto.orchestrator.attest.AnSbom.attest;
import static xps.crypto.orchestrator.attest.AnSbom.bound;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;

class SpdxTest {
  private static final String HELD =
      """
      "filesAnalyzed": true, "packageVerificationCode":
        {"packageVerificationCodeValue": "da39a3ee5e6b4b0d3255bfef95601890afd80709"}\
      """;

  @Test
  void a_document_is_summed_up() {
    var sbom = attest(SPDX.ofTwoModules()).orThrow().sbom().orElseThrow();

    assertThat(sbom.format()).isEqualTo("SPDX-2.3");
    assertThat(sbom.components())
        .containsExactly(
            new SbomSummary.Component(
                "openssl", "3.5.0", "Apache-2.0", List.of("pkg:generic/openssl@3.5.0")),
            new SbomSummary.Component(
                "hotfix-7",
                "NOASSERTION",
                "(MIT OR LicenseRef-own) AND DocumentRef-build:LicenseRef-other",
                List.of()));
    assertThat(sbom.licences())
        .containsExactly(
            "(MIT OR LicenseRef-own) AND DocumentRef-build:LicenseRef-other", "Apache-2.0");
  }

  @Test
  void every_package_url_of_a_package_is_kept() {
    var one =
        """
        {"referenceCategory": "PACKAGE_MANAGER", "referenceType": "http://spdx.org/rdf/references/purl",
         "referenceLocator": "pkg:conan/openssl@3.5.0"}, {"referenceCategory": "PACKAGE-MANAGER",\
        """;
    var sbom =
        SPDX.ofTwoModules().replaceFirst("\\{\"referenceCategory\": \"PACKAGE-MANAGER\",", one);

    assertThat(attest(sbom).orThrow().sbom().orElseThrow().components().getFirst().packageUrls())
        .containsExactly("pkg:conan/openssl@3.5.0", "pkg:generic/openssl@3.5.0");
  }

  @Test
  void an_artifact_may_be_listed_as_the_file_of_a_package() {
    var manifest = APatch.ofTwoModules().manifest();
    var first = manifest.artifacts().getFirst();
    var sbom =
        SPDX.listing(
                List.of(SPDX.file(0, "shake256.so", manifest.artifacts().get(1).sha256().hex())))
            .replace(
                "\"versionInfo\": \"3.5.0\"",
                """
                "packageFileName": "./%s", "checksums": [{"algorithm": "SHA256", "checksumValue": "%s"}]\
                """
                    .formatted(first.name(), first.sha256().hex()));

    assertThat(attest(sbom).problems()).isEmpty();
    assertThat(attest(sbom.replace("\"./sha256.so\"", "\"x/sha256.so\"")).problems())
        .extracting(problem -> problem.code())
        .containsExactly(Code.SBOM_MISMATCH, Code.SBOM_MISMATCH);
  }

  @Test
  void what_is_in_an_artifact_that_is_an_archive_is_no_file_of_the_bundle() {
    var patch = APatch.ofOneModule().file("app.jar", "an archive");
    var digest = patch.manifest().artifacts().getLast().sha256().hex();
    var sbom =
        SPDX.of(patch.manifest(), "", "org/example/App.class")
            .replace(
                "\"versionInfo\": \"3.5.0\"",
                """
                "packageFileName": "app.jar", "checksums": [{"algorithm": "SHA256", "checksumValue": "%s"}],
                "hasFiles": ["SPDXRef-File-2"], %s\
                """
                    .formatted(digest, HELD));
    var related =
        sbom.replace("\"hasFiles\": [\"SPDXRef-File-2\"], ", "")
            .replace(
                "\"relationships\": [",
                """
                "relationships": [{"spdxElementId": "SPDXRef-File-2", "relationshipType": "CONTAINED_BY",
                  "relatedSpdxElement": "SPDXRef-openssl"},\
                """);

    assertThat(attest(bound(patch, sbom)).problems()).isEmpty();
    assertThat(attest(bound(patch, related)).problems()).isEmpty();
    assertThat(
            attest(bound(patch, related.replace("\"CONTAINED_BY\"", "\"GENERATED_FROM\"")))
                .problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("org/example/App.class"));
    assertThat(Codes.of(attest(bound(patch, sbom.replace("-0\"]}", "-0\", \"SPDXRef-File-2\"]}")))))
        .as("in the bundle's own package too")
        .containsExactly(Code.SBOM_MISMATCH);
  }

  @Test
  void a_shared_library_and_what_is_no_artifact_hide_no_files() {
    var manifest = APatch.ofTwoModules().manifest();
    var digest = manifest.artifacts().getFirst().sha256().hex();
    for (var archive : List.of("sha256.so", "other.jar")) {
      var sbom =
          SPDX.of(manifest, "", "evil.so")
              .replace(
                  "\"versionInfo\": \"3.5.0\"",
                  """
                  "packageFileName": "%s", "checksums": [{"algorithm": "SHA256", "checksumValue": "%s"}],
                  "hasFiles": ["SPDXRef-File-2"], %s\
                  """
                      .formatted(archive, digest, HELD));

      assertThat(attest(sbom).problems())
          .anySatisfy(problem -> assertThat(problem.message()).contains("lists evil.so"));
    }
  }

  @Test
  void a_file_without_a_sha1_is_a_finding() {
    var without =
        SPDX.ofTwoModules()
            .replaceFirst("\\{\"algorithm\": \"SHA1\", \"checksumValue\": \"[0-9a-f]+\"},\\s*", "");

    assertThat(Codes.of(attest(without).orThrow().findings())).containsExactly(Code.SBOM_INVALID);
  }

  /** Each line has a text of the honest document and what stands in its place. */
  @ParameterizedTest
  @CsvFileSource(
      files = "src/test/resources/xps/crypto/orchestrator/attest/bad/spdx.txt",
      delimiterString = "=>",
      quoteCharacter = '\u0001',
      maxCharsPerColumn = 10_000)
  void a_document_that_breaks_the_standard_is_invalid(String right, String wrong) {
    var sbom = SPDX.ofTwoModules();
    var broken = sbom.replace(right, wrong);
    assertThat(broken).isNotEqualTo(sbom);

    assertThat(attest(broken).problems())
        .isNotEmpty()
        .allSatisfy(problem -> {
          assertThat(problem.code()).isEqualTo(Code.SBOM_INVALID);
          assertThat(problem.where()).matches("memory/sbom.json:[0-9]+:[0-9]+");
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MIT",
        "GPL-2.0+",
        "MIT OR Apache-2.0 AND 0BSD",
        "GPL-2.0-only WITH Classpath-exception-2.0 OR (MIT)",
        "((LicenseRef-own))",
        "MIT AND(Zlib)",
        "NONE"
      })
  void an_expression_of_licences_may_be_as_long_as_it_likes(String licence) {
    var sbom = SPDX.ofTwoModules().replace("\"Apache-2.0\"", "\"" + licence + "\"");

    assertThat(attest(sbom).problems()).isEmpty();
  }

  @Test
  void parentheses_are_counted_and_not_followed_down() {
    var deep = "(".repeat(30) + "MIT" + ")".repeat(30);
    var tooDeep = "(".repeat(200_000) + "MIT" + ")".repeat(200_000);

    assertThat(LicenceExpression.parse(deep)).isPresent();
    assertThat(LicenceExpression.parse(tooDeep)).isEmpty();
  }

  /** SPDX 2.3, section 7.9: over the files' SHA-1s in their order, not in the files'. */
  @Test
  void the_verification_code_of_our_draft_is_that_of_the_standard(@TempDir Path folder)
      throws Exception {
    var files = new ArrayList<Path>();
    var sha1s = new TreeSet<String>();
    for (var name : List.of("a.so", "b.so", "c.so", "d.so")) {
      files.add(Files.writeString(folder.resolve(name), name));
      sha1s.add(sha1(name));
    }

    var draft =
        SpdxDraft.of("hotfix-7", "3.2.1", Instant.parse("2026-01-31T12:00:00Z"), files).orThrow();

    assertThat(Json.compact(draft))
        .contains("\"packageVerificationCodeValue\":\"" + sha1(String.join("", sha1s)) + "\"")
        .contains("\"SPDXRef-File-1\"")
        .contains("\"SPDXRef-File-4\"")
        .doesNotContain("SPDXRef-File-0", "SPDXRef-File-5");
  }

  private static String sha1(String text) throws Exception {
    var digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest);
  }

  @Test
  void our_own_draft_keeps_to_the_standard(@TempDir Path folder) throws IOException {
    var file = Files.writeString(folder.resolve("sha256.so"), "machine code of 3.2.1");
    var draft =
        SpdxDraft.of("hotfix-7", "3.2.1", Instant.parse("2026-01-31T12:00:00Z"), List.of(file))
            .orThrow();

    assertThat(attest(bound(APatch.ofOneModule(), Json.pretty(draft))).orThrow().findings())
        .isEmpty();
  }
}
