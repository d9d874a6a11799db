package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Sha256;

/** Goal: get something past the signatures that not enough trusted persons have signed. */
class SignatureAttackTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

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
  void a_signature_that_is_no_canonical_base64_or_not_of_64_bytes_has_a_bad_encoding() {
    var honest = APatch.ofOneModule().plainlySignedBy(People.ALICE);
    var good =
        ((ArtifactSignature.Ed25519)
                honest.manifest().artifacts().getFirst().signatures().getFirst())
            .value();
    for (var bad :
        new String[] {
          "",
          "base64(signature)",
          good.base64().replace("=", ""),
          good.base64() + "\\n",
          " " + good.base64(),
          Bytes.copyOf(Arrays.copyOf(good.toArray(), 63)).base64(),
          Bytes.copyOf(Arrays.copyOf(good.toArray(), 65)).base64(),
          strayBits(good.base64()),
        }) {
      var outcome =
          attest(APatch.ofOneModule().plain("sha256.so", bad), ATrustStore.of(People.ALICE));
      assertThat(Codes.of(outcome)).as(bad).containsExactly(Code.BAD_SIGNATURE_ENCODING);
    }
  }

  @Test
  void a_signature_with_the_order_added_to_s_has_a_bad_encoding() {
    var honest = APatch.ofOneModule().plainlySignedBy(People.ALICE);
    var twin =
        ((ArtifactSignature.Ed25519)
                honest.manifest().artifacts().getFirst().signatures().getFirst())
            .value()
            .toArray();
    var order =
        new BigInteger("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed", 16);
    var s = order;
    for (int i = 0; i < 32; i++) {
      s = s.add(BigInteger.valueOf(twin[32 + i] & 0xFF).shiftLeft(8 * i));
    }
    for (int i = 0; i < 32; i++) {
      twin[32 + i] = s.shiftRight(8 * i).byteValue();
    }

    var outcome =
        attest(
            APatch.ofOneModule().plain("sha256.so", Bytes.copyOf(twin).base64()),
            ATrustStore.of(People.ALICE));

    assertThat(Codes.of(outcome)).containsExactly(Code.BAD_SIGNATURE_ENCODING);
  }

  @Test
  void bad_signatures_beside_enough_good_ones_are_findings() {
    var patch =
        APatch.ofOneModule()
            .signedBy(People.ALICE, People.BOB, People.MALLORY)
            .plain("sha256.so", "base64(signature)");

    var attested = attest(patch, twoOf()).orThrow();

    assertThat(Codes.of(attested.findings()))
        .contains(Code.UNTRUSTED_SIGNER, Code.BAD_SIGNATURE_ENCODING);
    assertThat(attested.signers()).containsExactly("alice", "bob");
  }

  @Test
  void a_scheme_of_a_later_version_does_not_count_and_says_so() {
    var mlDsa = Bytes.copyOf(new byte[3309]).base64();
    var patch =
        APatch.ofOneModule()
            .sig("sha256.so", "{\"alg\": \"ml-dsa-65\", \"sig\": \"%s\"}".formatted(mlDsa));

    var alone = attest(patch, ATrustStore.of(People.ALICE));
    assertThat(Codes.of(alone)).containsExactly(Code.UNTRUSTED_SIGNER);
    assertThat(alone.problems().getFirst().message())
        .contains("ml-dsa-65 comes with a later version");

    var beside = attest(patch.signedBy(People.ALICE), ATrustStore.of(People.ALICE)).orThrow();
    assertThat(Codes.of(beside.findings())).contains(Code.UNTRUSTED_SIGNER);
  }

  @Test
  void a_signature_that_lacks_the_form_of_its_scheme_has_a_bad_encoding() {
    var some = Bytes.copyOf(new byte[64]).base64();
    for (var entry :
        new String[] {
          "{\"alg\": \"ml-dsa-65\", \"sig\": \"%s\"}",
          "{\"alg\": \"ecdsa-p256-sha256\", \"sig\": \"%s\"}",
          "{\"alg\": \"sshsig\", \"sig\": \"%s\"}",
          "{\"alg\": \"x509\", \"sig\": \"%s\", \"chain\": []}",
          "{\"alg\": \"x509\", \"sig\": \"%s\", \"chain\": [\"!\"]}",
        }) {
      var patch = APatch.ofOneModule().sig("sha256.so", entry.formatted(some));
      assertThat(Codes.of(attest(patch, ATrustStore.of(People.ALICE))))
          .as(entry)
          .containsExactly(Code.BAD_SIGNATURE_ENCODING);
    }
  }

  @Test
  void a_revoked_signer_does_not_count_and_neither_does_one_out_of_date_or_scope() {
    assertRefused(", \"revoked\": true", Code.SIGNER_REVOKED);
    assertRefused(", \"revoked\": \"2026-03-01T12:00:00Z\"", Code.SIGNER_REVOKED);
    assertRefused(", \"not_before\": \"2026-03-01T12:00:01Z\"", Code.SIGNER_EXPIRED);
    assertRefused(", \"not_after\": \"2026-03-01T12:00:00Z\"", Code.SIGNER_EXPIRED);
    assertRefused(", \"may_sign\": {\"ids\": [\"other-*\"]}", Code.SIGNER_NOT_IN_SCOPE);
    assertRefused(", \"may_sign\": {\"targets\": [\"api\"]}", Code.SIGNER_NOT_IN_SCOPE);
    assertRefused(", \"may_sign\": {\"classes\": [\"minor\"]}", Code.SIGNER_NOT_IN_SCOPE);
    assertRefused(", \"may_sign\": {\"kinds\": [\"jar\"]}", Code.SIGNER_NOT_IN_SCOPE);
    for (var part : new String[] {"ids", "targets", "classes", "kinds"}) {
      assertRefused(", \"may_sign\": {\"%s\": []}".formatted(part), Code.SIGNER_NOT_IN_SCOPE);
    }
  }

  @Test
  void a_signer_in_date_and_scope_counts_until_the_very_bound() {
    assertCounts(", \"revoked\": false");
    assertCounts(", \"revoked\": \"2026-03-01T12:00:01Z\"");
    assertCounts(
        ", \"not_before\": \"2026-03-01T12:00:00Z\", \"not_after\": \"2026-03-01T12:00:01Z\"");
    assertCounts(
        ", \"may_sign\": {\"ids\": [\"hotfix-?\"], \"targets\": [\"validator\", \"a*\"],"
            + " \"classes\": [\"patch\"]}");
    assertCounts(", \"may_sign\": {}");
  }

  @Test
  void a_refusal_about_time_says_now_the_bound_and_the_clock() {
    var store = new ATrustStore().signer(People.ALICE, ", \"not_after\": \"2026-02-01T00:00:00Z\"");

    var problem = attest(APatch.ofOneModule().signedBy(People.ALICE), store).problems().getFirst();

    assertThat(problem.message())
        .contains("2026-03-01T12:00:00Z", "2026-02-01T00:00:00Z", "caller's clock");
  }

  @Test
  void a_package_needs_a_signer_who_may_sign_packages() {
    var patch = new APatch().file("tool.deb", "package").signedBy(People.ALICE);

    assertThat(Codes.of(attest(patch, ATrustStore.of(People.ALICE))))
        .containsExactly(Code.SIGNER_NOT_IN_SCOPE);
    var allowed =
        new ATrustStore().signer(People.ALICE, ", \"may_sign\": {\"kinds\": [\"package\"]}");
    assertThat(attest(patch, allowed).isOk()).isTrue();
  }

  @Test
  void somebody_whose_signature_verifies_but_does_not_count_is_still_an_author() {
    var store =
        new ATrustStore().signer(People.ALICE, "").signer(People.BOB, ", \"revoked\": true");
    var patch =
        APatch.ofOneModule().metadata("\"author\": \"carol\"").signedBy(People.ALICE, People.BOB);

    var attested = attest(patch, store).orThrow();

    assertThat(attested.signers()).containsExactly("alice");
    assertThat(attested.authors())
        .containsExactly(
            new Author("alice", new ArrayList<>(java.util.List.of(People.ALICE.key().publicKey()))),
            new Author("bob", java.util.List.of(People.BOB.key().publicKey())),
            new Author("carol", java.util.List.of()));
    assertThat(Codes.of(attested.findings())).contains(Code.SIGNER_REVOKED);
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

  private static void assertRefused(String member, Code code) {
    var store = new ATrustStore().signer(People.ALICE, member);
    var outcome = attest(APatch.ofOneModule().signedBy(People.ALICE), store);
    assertThat(Codes.of(outcome)).as(member).containsExactly(code);
  }

  private static void assertCounts(String member) {
    var store = new ATrustStore().signer(People.ALICE, member);
    assertThat(attest(APatch.ofOneModule().signedBy(People.ALICE), store).problems())
        .as(member)
        .isEmpty();
  }

  private static ATrustStore twoOf() {
    return ATrustStore.of(People.ALICE, People.BOB, People.CAROL).threshold(2);
  }

  private static String strayBits(String base64) {
    // 64 bytes end in "X==": four of that last digit's bits belong to nothing.
    int at = base64.length() - 3;
    return base64.substring(0, at) + (char) (base64.charAt(at) + 1) + "==";
  }

  private static String entry(String keyId, Bytes signature) {
    return "{\"alg\": \"ed25519\", \"keyid\": \"%s\", \"sig\": \"%s\"}"
        .formatted(keyId, signature.base64());
  }

  private static Outcome<AttestedPatch> attest(APatch patch, ATrustStore store) {
    return store.verifier().at(NOW).requireAll(patch.manifest(), patch.source());
  }
}
