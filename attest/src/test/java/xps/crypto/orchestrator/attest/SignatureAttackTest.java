package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.attest.Attesting.NOW;
import static xps.crypto.orchestrator.attest.Attesting.attest;
import static xps.crypto.orchestrator.attest.Attesting.twoOf;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;

/** Goal: get something past the signatures that no trusted person has signed like that. */
class SignatureAttackTest {
  @Test
  void an_honest_patch_of_two_signers_passes_and_says_who_signed() {
    var patch = attest(APatch.ofTwoModules().signedBy(People.BOB, People.ALICE), twoOf()).orThrow();

    assertThat(patch.signers())
        .as("in the order of the trust store")
        .containsExactly("alice", "bob");
    assertThat(patch.signersOf("sha256.so")).containsExactly("alice", "bob");
    assertThat(patch.countingSigners())
        .extracting(TrustedSigner::person)
        .containsExactly("alice", "bob");
    assertThat(patch.authors())
        .extracting(Author::person)
        .containsExactlyInAnyOrder("alice", "bob");
    assertThat(patch.now()).isEqualTo(NOW);
  }

  @Test
  void a_signature_by_a_stranger_is_untrusted() {
    var outcome =
        attest(APatch.ofOneModule().signedBy(People.MALLORY), ATrustStore.of(People.ALICE));

    assertThat(Codes.of(outcome)).containsExactly(Code.UNTRUSTED_SIGNER);
    assertThat(outcome.problems().getFirst().where()).startsWith("patch_manifest.json:5:");
    assertThat(outcome.problems().getFirst().remedy())
        .contains("trust store", "algorithm", "encoding", "scope");
  }

  @Test
  void a_stranger_who_borrows_the_keyid_of_a_signer_is_untrusted() {
    var patch = APatch.ofOneModule();
    var manifest = patch.manifest();
    var forged =
        People.MALLORY.key().sign(manifest.statementOf(manifest.artifacts().getFirst()).toArray());
    patch.sig("sha256.so", entry(People.ALICE.key().publicKey().keyId(), forged));

    assertThat(Codes.of(attest(patch, ATrustStore.of(People.ALICE))))
        .containsExactly(Code.UNTRUSTED_SIGNER);
  }

  @Test
  void with_a_keyid_no_other_key_is_tried() {
    var patch = APatch.ofOneModule();
    var manifest = patch.manifest();
    var honest =
        People.ALICE.key().sign(manifest.statementOf(manifest.artifacts().getFirst()).toArray());
    patch.sig("sha256.so", entry(People.BOB.key().publicKey().keyId(), honest));

    assertThat(Codes.of(attest(patch, ATrustStore.of(People.ALICE, People.BOB))))
        .containsExactly(Code.UNTRUSTED_SIGNER);
  }

  @Test
  void a_signature_lifted_into_another_manifest_is_out_of_scope() {
    var honest = APatch.ofOneModule().signedBy(People.ALICE);
    var forged = honest.id("hotfix-8"); // same signatures, another body

    var outcome = attest(forged, ATrustStore.of(People.ALICE));

    assertThat(Codes.of(outcome)).containsExactly(Code.SCOPE_MISMATCH);
    assertThat(outcome.problems().getFirst().message()).contains("alice", "hotfix-7 3.2.1");
  }

  @Test
  void adding_a_target_after_signing_takes_the_signature_out_of_scope() {
    var forged =
        APatch.ofOneModule().signedBy(People.ALICE).targets("\"validator\", \"api\", \"wallet\"");

    assertThat(Codes.of(attest(forged, ATrustStore.of(People.ALICE))))
        .containsExactly(Code.SCOPE_MISMATCH);
  }

  @Test
  void adding_an_artifact_after_signing_takes_every_signature_out_of_scope() {
    var forged = APatch.ofOneModule().signedBy(People.ALICE).file("evil.so", "evil");

    assertThat(Codes.of(attest(forged, ATrustStore.of(People.ALICE))))
        .containsExactly(Code.SCOPE_MISMATCH, Code.UNSIGNED_ARTIFACT);
  }

  @Test
  void
      a_signature_without_signed_for_in_another_manifest_is_untrusted_because_nothing_can_be_shown() {
    var forged = APatch.ofOneModule().plainlySignedBy(People.ALICE).id("hotfix-8");

    assertThat(Codes.of(attest(forged, ATrustStore.of(People.ALICE))))
        .containsExactly(Code.UNTRUSTED_SIGNER);
  }

  @Test
  void a_signature_over_the_bare_digest_is_out_of_scope() {
    var patch = APatch.ofOneModule();
    var digest = patch.manifest().artifacts().getFirst().sha256();
    for (var message :
        new byte[][] {digest.bytes(), digest.hex().getBytes(StandardCharsets.US_ASCII)}) {
      var signed = patch.unsigned().plain("sha256.so", People.ALICE.key().sign(message).base64());

      var outcome = attest(signed, ATrustStore.of(People.BOB, People.ALICE));

      assertThat(Codes.of(outcome)).containsExactly(Code.SCOPE_MISMATCH);
      assertThat(outcome.problems().getFirst().message()).contains("alice signed the bare digest");
    }
  }

  @Test
  void a_signature_moved_to_another_artifact_of_the_manifest_is_out_of_scope() {
    var patch = APatch.ofTwoModules();
    var manifest = patch.manifest();
    var forSecond =
        People.ALICE
            .key()
            .sign(manifest.statementOf(manifest.artifacts().get(1)).toArray())
            .base64();
    patch.plain("sha256.so", forSecond).plain("shake256.so", forSecond);

    var outcome = attest(patch, ATrustStore.of(People.ALICE));

    assertThat(Codes.of(outcome)).containsExactly(Code.SCOPE_MISMATCH);
    assertThat(outcome.problems().getFirst().message()).contains("signed the artifact shake256.so");
  }

  @Test
  void only_the_first_failing_signature_of_an_artifact_is_diagnosed() {
    var patch = APatch.ofOneModule().signedBy(People.ALICE, People.BOB).id("hotfix-8");

    assertThat(Codes.of(attest(patch, twoOf())))
        .containsExactly(Code.SCOPE_MISMATCH, Code.UNTRUSTED_SIGNER);
  }

  @Test
  void diagnosis_stops_after_256_verifications_and_the_refusal_stays() {
    var patch = APatch.ofOneModule();
    for (int i = 0; i < 300; i++) {
      patch.file("module-" + i + ".so", "code " + i);
    }
    var manifest = patch.manifest();
    var last = manifest.artifacts().getLast();
    patch.plain(
        "sha256.so", People.ALICE.key().sign(manifest.statementOf(last).toArray()).base64());

    var outcome = attest(patch, ATrustStore.of(People.ALICE));

    assertThat(outcome.problems().getFirst().code())
        .as("the artifact it was made for comes after the 256th verification")
        .isEqualTo(Code.UNTRUSTED_SIGNER);
  }

  @Test
  void a_strangers_heap_of_signatures_is_given_up_before_it_costs_its_reader_minutes() {
    var patch = heap(70, 16);
    var manifest = patch.manifest();
    var last = manifest.artifacts().getLast();
    var honest = People.ALICE.key().sign(manifest.statementOf(last).toArray());
    patch.sig(last.name(), "{\"alg\": \"ed25519\", \"sig\": \"%s\"}".formatted(honest.base64()));

    var check =
        SignatureCheck.of(
            patch.manifest(),
            ATrustStore.of(People.ALICE).store(),
            new Now(NOW, "the test's clock"),
            Map.of());

    assertThat(check.signersByArtifact().get(last.name()))
        .as("after 1,024 failures in a row not even an honest one is looked at")
        .isEmpty();
  }

  @Test
  void a_heap_of_signatures_beside_honest_ones_costs_nobody_the_patch() {
    var patch = heap(70, 15);
    var manifest = patch.manifest();
    for (var artifact : manifest.artifacts()) {
      var honest = People.ALICE.key().sign(manifest.statementOf(artifact).toArray());
      patch.sig(
          artifact.name(), "{\"alg\": \"ed25519\", \"sig\": \"%s\"}".formatted(honest.base64()));
    }

    assertThat(attest(patch, ATrustStore.of(People.ALICE)).orThrow().signers())
        .containsExactly("alice");
  }

  /** All but the last artifact have that many signatures of something else, without a keyid. */
  private static APatch heap(int artifacts, int junk) {
    var patch = APatch.ofOneModule();
    for (int number = 1; number < artifacts; number++) {
      patch.file("module-" + number + ".so", "code " + number);
    }
    var names = patch.manifest().artifacts().stream().map(Artifact::name).toList();
    for (int number = 0; number < junk; number++) {
      var sig = People.MALLORY.key().sign(new byte[] {(byte) number}).base64();
      for (var name : names.subList(0, artifacts - 1)) {
        patch.sig(name, "{\"alg\": \"ed25519\", \"sig\": \"%s\"}".formatted(sig));
      }
    }
    return patch;
  }

  private static String entry(String keyId, Bytes signature) {
    return "{\"alg\": \"ed25519\", \"keyid\": \"%s\", \"sig\": \"%s\"}"
        .formatted(keyId, signature.base64());
  }
}
