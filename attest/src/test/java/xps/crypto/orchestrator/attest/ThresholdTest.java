package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.attest.Attesting.NOW;
import static xps.crypto.orchestrator.attest.Attesting.attest;
import static xps.crypto.orchestrator.attest.Attesting.twoOf;

import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Sha256;

/** Goal: pass with fewer persons than the trust store wants. */
class ThresholdTest {
  @Test
  void one_signature_is_not_two() {
    var outcome = attest(APatch.ofOneModule().signedBy(People.ALICE), twoOf());

    assertThat(Codes.of(outcome)).containsExactly(Code.THRESHOLD_NOT_MET);
  }

  @Test
  void the_same_signature_twice_counts_once() {
    var outcome = attest(APatch.ofOneModule().signedBy(People.ALICE, People.ALICE), twoOf());

    assertThat(Codes.of(outcome)).containsExactly(Code.THRESHOLD_NOT_MET);
  }

  @Test
  void one_person_with_two_keys_counts_once() {
    var store =
        new ATrustStore()
            .signer(People.ALICE, ", \"person\": \"ann\"")
            .signer(People.BOB, ", \"person\": \"ann\"")
            .signer(People.CAROL, "")
            .threshold(2);

    var alone = attest(APatch.ofOneModule().signedBy(People.ALICE, People.BOB), store);
    assertThat(Codes.of(alone)).containsExactly(Code.THRESHOLD_NOT_MET);
    assertThat(alone.problems().getFirst().message()).contains("1 that count: ann");

    assertThat(attest(APatch.ofOneModule().signedBy(People.ALICE, People.CAROL), store).isOk())
        .isTrue();
  }

  @Test
  void the_name_of_one_signer_given_as_person_of_another_makes_them_one_person() {
    var store =
        new ATrustStore()
            .signer(People.ALICE, "")
            .signer(People.BOB, ", \"person\": \"alice\"")
            .signer(People.CAROL, "")
            .threshold(2);

    assertThat(Codes.of(attest(APatch.ofOneModule().signedBy(People.ALICE, People.BOB), store)))
        .containsExactly(Code.THRESHOLD_NOT_MET);
  }

  @Test
  void every_artifact_needs_its_own_threshold() {
    var patch = APatch.ofTwoModules().signedBy(People.ALICE);
    var manifest = patch.manifest();
    patch.sig(
        "sha256.so",
        APatch.entry(
            People.BOB, manifest, manifest.statementOf(manifest.artifacts().getFirst()).toArray()));

    var outcome = attest(patch, twoOf());

    assertThat(Codes.of(outcome)).containsExactly(Code.THRESHOLD_NOT_MET);
    assertThat(outcome.problems().getFirst().message()).contains("shake256.so");
  }

  @Test
  void signers_of_the_patch_are_those_of_every_artifact() {
    var patch = APatch.ofTwoModules().signedBy(People.ALICE);
    var manifest = patch.manifest();
    patch.sig(
        "sha256.so",
        APatch.entry(
            People.BOB, manifest, manifest.statementOf(manifest.artifacts().getFirst()).toArray()));

    var attested = attest(patch, ATrustStore.of(People.ALICE, People.BOB)).orThrow();

    assertThat(attested.signers()).containsExactly("alice");
    assertThat(attested.signersOf("sha256.so")).containsExactly("alice", "bob");
    assertThat(attested.authors())
        .extracting(Author::person)
        .containsExactlyInAnyOrder("alice", "bob");
  }

  @Test
  void an_artifact_without_a_signature_is_refused() {
    assertThat(Codes.of(attest(APatch.ofOneModule(), ATrustStore.of(People.ALICE))))
        .containsExactly(Code.UNSIGNED_ARTIFACT);
  }

  @Test
  void an_empty_list_of_signatures_is_no_signature() {
    var patch = APatch.ofOneModule().with("sha256.so", "\"sigs\": []");

    assertThat(Codes.of(attest(patch, ATrustStore.of(People.ALICE))))
        .containsExactly(Code.UNSIGNED_ARTIFACT);
  }

  @Test
  void where_unsigned_is_allowed_the_patch_passes_marked_and_without_signers() {
    var store = ATrustStore.of(People.ALICE, People.BOB).threshold(2).allowingUnsigned();
    var patch =
        APatch.ofTwoModules().signedBy(People.ALICE, People.BOB).file("third.so", "unsigned");
    var unsignedToo = APatch.ofOneModule();

    var attested = attest(unsignedToo, store).orThrow();

    assertThat(attested.signers()).isEmpty();
    assertThat(attested.unsignedArtifacts()).containsExactly("sha256.so");
    assertThat(Codes.of(attested.findings())).contains(Code.UNSIGNED_ARTIFACT);
    assertThat(Codes.of(attest(patch, store)))
        .as("added after signing")
        .doesNotContain(Code.UNSIGNED_ARTIFACT);
  }

  @Test
  void one_unsigned_artifact_leaves_the_patch_without_signers() {
    var patch = APatch.ofTwoModules();
    var manifest = patch.manifest();
    patch.sig(
        "sha256.so",
        APatch.entry(
            People.ALICE,
            manifest,
            manifest.statementOf(manifest.artifacts().getFirst()).toArray()));

    var attested = attest(patch, ATrustStore.of(People.ALICE).allowingUnsigned()).orThrow();

    assertThat(attested.signers()).isEmpty();
    assertThat(attested.countingSigners()).isEmpty();
    assertThat(attested.signersOf("sha256.so")).containsExactly("alice");
    assertThat(attested.unsignedArtifacts()).containsExactly("shake256.so");
  }

  @Test
  void an_artifact_with_a_bad_signature_is_never_unsigned_even_with_a_threshold_of_0() {
    var store = ATrustStore.of(People.ALICE).threshold(0).allowingUnsigned();

    assertThat(Codes.of(attest(APatch.ofOneModule().signedBy(People.MALLORY), store)))
        .containsExactly(Code.UNTRUSTED_SIGNER);
    assertThat(
            Codes.of(attest(APatch.ofOneModule().plain("sha256.so", "base64(signature)"), store)))
        .containsExactly(Code.BAD_SIGNATURE_ENCODING);
  }

  @Test
  void an_empty_list_of_signers_means_nobody() {
    var store = new ATrustStore().threshold(0).allowingUnsigned();

    assertThat(Codes.of(attest(APatch.ofOneModule().signedBy(People.ALICE), store)))
        .containsExactly(Code.UNTRUSTED_SIGNER);
  }

  @Test
  void signatures_alone_can_be_required_without_any_file() {
    var patch = APatch.ofOneModule().signedBy(People.ALICE);

    var signed =
        ATrustStore.of(People.ALICE)
            .verifier()
            .at(NOW)
            .requireSignatures(patch.manifest())
            .orThrow();

    assertThat(signed.signers()).containsExactly("alice");
    assertThat(signed.bodyDigest()).isEqualTo(Sha256.of(patch.manifest().body().toArray()));
    assertThat(Codes.of(signed.findings())).containsExactly(Code.SBOM_MISSING);
    assertThat(
            Codes.of(
                ATrustStore.of(People.BOB).verifier().at(NOW).requireSignatures(patch.manifest())))
        .containsExactly(Code.UNTRUSTED_SIGNER);
  }
}
