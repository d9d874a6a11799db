package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;

/** Goal: a mirror that hands out something else than what was signed. */
class FileAttackTest {
  @TempDir Path folder;

  @Test
  void a_changed_artifact_is_refused_by_its_digest() {
    var patch =
        APatch.ofTwoModules().signedBy(People.ALICE).swapped("sha256.so", utf8("evil code"));

    var outcome = attest(patch);

    assertThat(Codes.of(outcome)).containsExactly(Code.DIGEST_MISMATCH);
    assertThat(outcome.problems().getFirst().where()).isEqualTo("memory/sha256.so");
  }

  @Test
  void two_artifacts_that_change_places_are_both_refused() {
    var patch =
        APatch.ofTwoModules()
            .signedBy(People.ALICE)
            .swapped("sha256.so", utf8("more machine code"))
            .swapped("shake256.so", utf8("machine code of 3.2.1"));

    assertThat(Codes.of(attest(patch))).containsExactly(Code.DIGEST_MISMATCH, Code.DIGEST_MISMATCH);
  }

  @Test
  void a_missing_artifact_of_a_partial_bundle_is_refused() {
    assertThat(
            Codes.of(attest(APatch.ofTwoModules().signedBy(People.ALICE).dropped("shake256.so"))))
        .containsExactly(Code.ARTIFACT_MISSING);
  }

  @Test
  void a_truncated_and_a_lengthened_artifact_are_refused_by_their_size() {
    var patch = APatch.ofOneModule().with("sha256.so", "\"size\": 21").signedBy(People.ALICE);

    assertThat(attest(patch).problems()).isEmpty();
    assertThat(Codes.of(attest(patch.swapped("sha256.so", utf8("machine code of 3.2.")))))
        .containsExactly(Code.SIZE_MISMATCH);
    assertThat(Codes.of(attest(patch.swapped("sha256.so", utf8("machine code of 3.2.10")))))
        .containsExactly(Code.SIZE_MISMATCH);
    assertThat(Codes.of(attest(patch.swapped("sha256.so", new byte[0]))))
        .containsExactly(Code.SIZE_MISMATCH);
    assertThat(message(patch.swapped("sha256.so", utf8("machine code of 3.2."))))
        .isEqualTo("sha256.so has 20 bytes; the manifest says 21");
    assertThat(message(patch.swapped("sha256.so", utf8("machine code of 3.2.10"))))
        .isEqualTo("sha256.so is longer than the 21 bytes that the manifest says");
  }

  private static String message(APatch patch) {
    return attest(patch).problems().getFirst().message();
  }

  @Test
  @Timeout(60)
  void a_source_that_never_ends_is_not_read_beyond_the_size_in_the_manifest() {
    var patch = APatch.ofOneModule().with("sha256.so", "\"size\": 21").signedBy(People.ALICE);
    var endless = new Endless();

    var outcome = ATrustStore.of(People.ALICE).verifier().requireAll(patch.manifest(), endless);

    assertThat(Codes.of(outcome)).containsExactly(Code.SIZE_MISMATCH);
    assertThat(endless.handedOut).as("one byte more shows that it goes on").isEqualTo(22);
    assertThat(endless.closed).isTrue();
  }

  @Test
  @Timeout(60)
  void a_source_that_never_ends_is_not_read_beyond_the_bound_of_this_machine() {
    var patch = APatch.ofOneModule().signedBy(People.ALICE);
    var endless = new Endless();

    var outcome =
        ATrustStore.of(People.ALICE)
            .verifier()
            .maxArtifactSize(1_000_000)
            .requireAll(patch.manifest(), endless);

    assertThat(Codes.of(outcome)).containsExactly(Code.SIZE_MISMATCH);
    assertThat(outcome.problems().getFirst().message())
        .isEqualTo(
            "sha256.so is longer than the 1000000 bytes that are read of an artifact without a size");
    assertThat(endless.handedOut).isEqualTo(1_000_001);
  }

  @Test
  void a_stranger_s_word_for_a_size_makes_nobody_read_beyond_the_bound_of_this_machine() {
    var patch =
        APatch.ofOneModule()
            .with("sha256.so", "\"size\": 9007199254740991")
            .signedBy(People.MALLORY);
    var endless = new Endless();

    var outcome = ATrustStore.of(People.ALICE).verifier().requireAll(patch.manifest(), endless);

    assertThat(Codes.of(outcome)).containsExactly(Code.UNTRUSTED_SIGNER);
    assertThat(endless.handedOut).isZero();
  }

  @Test
  void a_stranger_s_many_names_for_one_object_make_nobody_read_it_again_and_again() {
    var patch = APatch.ofOneModule();
    for (int number = 0; number < 20; number++) {
      patch.file("module-" + number + ".so", "code");
    }
    var endless = new Endless();

    var outcome =
        ATrustStore.of(People.ALICE)
            .verifier()
            .maxArtifactSize(1_000)
            .requireAll(patch.signedBy(People.MALLORY).manifest(), endless);

    assertThat(Codes.of(outcome)).contains(Code.UNTRUSTED_SIGNER);
    assertThat(endless.handedOut).as("four of them, to the byte beyond the bound").isEqualTo(4_004);
  }

  @Test
  void an_artifact_of_exactly_the_bound_passes() {
    var patch = APatch.ofOneModule().signedBy(People.ALICE);

    assertThat(
            ATrustStore.of(People.ALICE)
                .verifier()
                .maxArtifactSize(21)
                .requireAll(patch.manifest(), patch.source())
                .isOk())
        .isTrue();
    assertThat(
            Codes.of(
                ATrustStore.of(People.ALICE)
                    .verifier()
                    .maxArtifactSize(20)
                    .requireAll(patch.manifest(), patch.source())))
        .containsExactly(Code.SIZE_MISMATCH);
  }

  @Test
  void a_source_that_breaks_is_a_missing_artifact_and_no_exception() {
    var patch = APatch.ofOneModule().signedBy(People.ALICE);
    var broken =
        new Endless() {
          @Override
          public Optional<InputStream> artifact(Artifact artifact) throws IOException {
            throw new IOException("disk on fire");
          }
        };

    var outcome = ATrustStore.of(People.ALICE).verifier().requireAll(patch.manifest(), broken);

    assertThat(Codes.of(outcome)).containsExactly(Code.ARTIFACT_MISSING);
    assertThat(outcome.problems().getFirst().message()).contains("disk on fire");
  }

  @Test
  @Timeout(60)
  void links_folders_and_pipes_in_the_folder_are_no_artifacts() throws Exception {
    var patch = APatch.ofOneModule().signedBy(People.ALICE);
    var elsewhere = Files.writeString(folder.resolve("elsewhere"), "machine code of 3.2.1");
    var file = folder.resolve("sha256.so");

    Files.createSymbolicLink(file, elsewhere);
    assertThat(Codes.of(attestFolder(patch))).containsExactly(Code.ARTIFACT_MISSING);
    Files.delete(file);
    Files.createDirectory(file);
    assertThat(Codes.of(attestFolder(patch))).containsExactly(Code.ARTIFACT_MISSING);
    Files.delete(file);
    assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
    assertThat(Codes.of(attestFolder(patch))).containsExactly(Code.ARTIFACT_MISSING);
    Files.delete(file);
    Files.copy(elsewhere, file);
    assertThat(attestFolder(patch).problems()).isEmpty();
  }

  @Test
  void an_sbom_that_is_a_link_is_not_there() throws Exception {
    var patch =
        APatch.ofOneModule().metadata("\"sbom\": \"sbom.spdx.json\"").signedBy(People.ALICE);
    Files.writeString(folder.resolve("sha256.so"), "machine code of 3.2.1");
    Files.createSymbolicLink(folder.resolve("sbom.spdx.json"), folder.resolve("sha256.so"));

    assertThat(Codes.of(attestFolder(patch).orThrow().findings())).contains(Code.SBOM_MISSING);
  }

  @Test
  void a_module_for_another_machine_than_its_abi_is_refused_only_where_an_abi_is_given() {
    var x86 = elf(62);
    var abi = "\"abi\": {\"machine\": \"%s\", \"os\": \"linux\"}";

    assertThat(
            attest(
                    new APatch()
                        .file("a.so", x86)
                        .with("a.so", abi.formatted("x86_64"))
                        .signedBy(People.ALICE))
                .isOk())
        .isTrue();
    assertThat(
            Codes.of(
                attest(
                    new APatch()
                        .file("a.so", x86)
                        .with("a.so", abi.formatted("aarch64"))
                        .signedBy(People.ALICE))))
        .containsExactly(Code.ABI_MISMATCH);
    assertThat(
            Codes.of(
                attest(
                    APatch.ofOneModule()
                        .with("sha256.so", abi.formatted("x86_64"))
                        .signedBy(People.ALICE))))
        .containsExactly(Code.ABI_MISMATCH);
    assertThat(
            Codes.of(
                attest(
                    new APatch()
                        .file("a.so", x86)
                        .with("a.so", abi.formatted("aarch64"))
                        .signedBy(People.MALLORY))))
        .as("nothing of a stranger's file is looked into")
        .containsExactly(Code.UNTRUSTED_SIGNER);
  }

  @Test
  void everything_that_is_wrong_is_reported_in_the_order_of_the_checks() {
    var patch =
        APatch.ofTwoModules()
            .metadata("\"min_orchestrator\": \"9.0.0\", \"expires\": \"2020-01-01T00:00:00Z\"")
            .signedBy(People.MALLORY)
            .dropped("sha256.so")
            .swapped("shake256.so", utf8("evil"));

    assertThat(Codes.of(attest(patch)))
        .containsExactly(
            Code.ARTIFACT_MISSING,
            Code.DIGEST_MISMATCH,
            Code.UNTRUSTED_SIGNER,
            Code.UNTRUSTED_SIGNER,
            Code.ORCHESTRATOR_TOO_OLD,
            Code.MANIFEST_EXPIRED);
  }

  private Outcome<AttestedPatch> attestFolder(APatch patch) {
    return ATrustStore.of(People.ALICE)
        .verifier()
        .requireAll(patch.manifest(), ArtifactSource.folder(folder));
  }

  private static byte[] elf(int machine) {
    var head = new byte[64];
    head[0] = 0x7F;
    head[1] = 'E';
    head[2] = 'L';
    head[3] = 'F';
    head[4] = 2;
    head[5] = 1;
    head[18] = (byte) machine;
    return head;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Outcome<AttestedPatch> attest(APatch patch) {
    return ATrustStore.of(People.ALICE).verifier().requireAll(patch.manifest(), patch.source());
  }
}
