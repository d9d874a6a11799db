package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Value;

/** From files to an attested patch, on the way that people take. */
class SigningAManifestTest {
  @TempDir Path folder;

  @Test
  void files_drafted_and_signed_by_two_people_in_any_order_are_attested() throws Exception {
    var draft = draft();
    var oneWay = signed(signed(draft, People.ALICE, false), People.BOB, false);
    var otherWay = signed(signed(draft, People.BOB, false), People.ALICE, false);
    var verifier = ATrustStore.of(People.ALICE, People.BOB).threshold(2).verifier();

    for (var manifest : List.of(oneWay, otherWay)) {
      var patch = verifier.requireAll(manifest, ArtifactSource.folder(folder)).orThrow();
      assertThat(patch.signers()).containsExactly("alice", "bob");
      assertThat(patch.findings()).isEmpty();
    }
  }

  @Test
  void a_draft_has_sizes_digests_and_the_digest_of_its_sbom() throws Exception {
    var manifest = draft();
    var artifact = manifest.artifacts().getFirst();

    assertThat(artifact.name()).isEqualTo("sha256.so");
    assertThat(artifact.size()).hasValue(5);
    assertThat(artifact.kind()).isEqualTo(Kind.MODULE);
    assertThat(manifest.metadata().sbomSha256()).isPresent();
    assertThat(manifest.metadata().author()).contains("carol");
    assertThat(manifest.metadata().minOrchestrator().orElseThrow()).hasToString("1.2.0");
  }

  @Test
  void a_draft_of_a_missing_file_or_with_a_bad_id_is_refused() {
    var missing =
        ManifestDraft.of(
            "hotfix-7", "3.2.1", List.of("api"), List.of(folder.resolve("nothing.so")));
    assertThat(Codes.of(missing.document())).containsExactly(Code.ARTIFACT_MISSING);
    var bad = ManifestDraft.of("Hotfix 7", "3.2", List.of(), List.of());
    assertThat(Codes.of(bad.document())).isNotEmpty().containsOnly(Code.MANIFEST_INVALID);
  }

  @Test
  void a_plain_signature_is_the_one_of_the_founding_document() throws Exception {
    var manifest = signed(draft(), People.ALICE, true);

    assertThat(Json.compact(manifest.document())).contains("\"sig\":").doesNotContain("\"sigs\":");
    assertThat(
            ATrustStore.of(People.ALICE)
                .verifier()
                .requireAll(manifest, ArtifactSource.folder(folder))
                .isOk())
        .isTrue();
  }

  @Test
  void a_plain_signature_of_somebody_else_is_never_overwritten() throws Exception {
    var manifest = signed(draft(), People.ALICE, true);

    assertThat(Codes.of(ManifestSigner.sign(manifest, People.BOB.key(), true)))
        .containsExactly(Code.USAGE);
    assertThat(signed(manifest, People.ALICE, true).document().members().keySet())
        .as("signing again with the same key changes nothing")
        .isEqualTo(manifest.document().members().keySet());
    var both = signed(manifest, People.BOB, false);
    assertThat(both.artifacts().getFirst().signatures()).hasSize(2);
  }

  @Test
  void signing_again_replaces_the_own_entry_and_keeps_the_others() throws Exception {
    var manifest = signed(signed(draft(), People.ALICE, false), People.BOB, false);

    var again = signed(manifest, People.ALICE, false);

    assertThat(again.artifacts().getFirst().signatures()).hasSize(2);
    assertThat(
            ATrustStore.of(People.BOB)
                .verifier()
                .requireAll(again, ArtifactSource.folder(folder))
                .isOk())
        .isTrue();
  }

  @Test
  void a_seventeenth_signature_is_refused() throws Exception {
    var manifest = draft();
    for (int i = 0; i < Manifest.MOST_SIGNATURES; i++) {
      manifest =
          read(
              ManifestSigner.sign(manifest, SigningKey.generate(new SeededChance(100 + i)), false)
                  .orThrow());
    }

    assertThat(Codes.of(ManifestSigner.sign(manifest, People.ALICE.key(), false)))
        .containsExactly(Code.USAGE);
  }

  private Manifest draft() throws Exception {
    var file = Files.writeString(folder.resolve("sha256.so"), "code!");
    var sbom = SpdxDraft.of("hotfix-7", "3.2.1", Instant.EPOCH, List.of(file)).orThrow();
    var sbomFile = Files.writeString(folder.resolve("sbom.spdx.json"), Json.pretty(sbom));
    return read(
        ManifestDraft.of("hotfix-7", "3.2.1", List.of("api"), List.of(file))
            .sbom(sbomFile)
            .author("carol")
            .expires(Instant.parse("2999-01-01T00:00:00Z"))
            .document()
            .orThrow());
  }

  private static Manifest signed(Manifest manifest, People who, boolean plain) {
    return read(ManifestSigner.sign(manifest, who.key(), plain).orThrow());
  }

  private static Manifest read(Value document) {
    return Manifest.parse("manifest", Json.pretty(document).getBytes(StandardCharsets.UTF_8))
        .orThrow();
  }
}
