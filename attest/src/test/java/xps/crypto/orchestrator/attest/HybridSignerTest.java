package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.attest.Attesting.attest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Value;

/** Goal: count as a hybrid signer after breaking one of the two algorithms. */
class HybridSignerTest {
  private static final MlDsa65SigningKey QUANTUM = MlDsa65SigningKey.generate(new SeededChance(65));
  private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);

  @Test
  void a_hybrid_signer_counts_with_both_signatures_in_either_order() {
    var first = SignedBy.all(APatch.ofTwoModules(), People.ALICE.key(), QUANTUM);
    var second = SignedBy.all(APatch.ofTwoModules(), QUANTUM, People.ALICE.key());

    assertThat(first.attestedBy(hybrid()).orThrow().signers()).containsExactly("alice");
    var attested = second.attestedBy(hybrid()).orThrow();
    assertThat(attested.signers()).containsExactly("alice");
    assertThat(attested.authors())
        .containsExactly(
            new Author(
                "alice", java.util.List.of(QUANTUM.publicKey(), People.ALICE.key().publicKey())));
    assertThat(attested.personOf(QUANTUM.publicKey())).contains("alice");
  }

  @Test
  void one_of_the_two_signatures_alone_does_not_count() {
    for (var key : new StatementSigner[] {People.ALICE.key(), QUANTUM}) {
      var outcome = SignedBy.all(APatch.ofOneModule(), key).attestedBy(hybrid());
      assertThat(Codes.of(outcome)).as(key.algorithm()).containsExactly(Code.UNTRUSTED_SIGNER);
      assertThat(outcome.problems().getFirst().message()).contains("alice", "ML-DSA-65");
    }
  }

  @Test
  void two_signatures_on_different_artifacts_do_not_make_one_signer_of_either() {
    var patch = APatch.ofTwoModules();
    var manifest = patch.manifest();
    var first = manifest.artifacts().getFirst();
    var second = manifest.artifacts().getLast();
    patch.sig("sha256.so", SignedBy.entry(People.ALICE.key(), manifest.statementOf(first)));
    patch.sig("shake256.so", SignedBy.entry(QUANTUM, manifest.statementOf(second)));

    assertThat(Codes.of(attest(patch, hybrid())))
        .containsExactly(Code.UNTRUSTED_SIGNER, Code.UNTRUSTED_SIGNER);
  }

  @Test
  void a_wrong_post_quantum_signature_beside_a_right_classical_one_does_not_count() {
    var stranger = MlDsa65SigningKey.generate(new SeededChance(66));

    assertThat(
            Codes.of(
                SignedBy.all(APatch.ofOneModule(), People.ALICE.key(), stranger)
                    .attestedBy(hybrid())))
        .containsExactly(Code.UNTRUSTED_SIGNER, Code.UNTRUSTED_SIGNER);
  }

  @Test
  void half_a_hybrid_signer_beside_enough_others_is_a_finding() {
    var store = hybrid().signer(People.BOB, "");
    var attested =
        SignedBy.all(APatch.ofOneModule(), People.ALICE.key(), People.BOB.key())
            .attestedBy(store)
            .orThrow();

    assertThat(attested.signers()).containsExactly("bob");
    assertThat(Codes.of(attested.findings())).contains(Code.UNTRUSTED_SIGNER);
  }

  @Test
  void what_the_jdk_signs_the_other_implementation_verifies_and_makes_the_same_key_of_the_seed() {
    var seed = new byte[32];
    new SeededChance(65).nextBytes(seed);
    var theirs = new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_65, seed);
    var signer = new MLDSASigner();
    signer.init(false, theirs.getPublicKeyParameters());
    signer.update(MESSAGE, 0, MESSAGE.length);

    assertThat(Bytes.copyOf(theirs.getPublicKey())).isEqualTo(QUANTUM.publicKey().raw());
    assertThat(signer.verifySignature(QUANTUM.sign(MESSAGE).toArray())).isTrue();
  }

  @Test
  void only_the_very_signature_over_the_very_message_verifies() {
    var key = QUANTUM.publicKey();
    var signature = QUANTUM.sign(MESSAGE).toArray();

    assertThat(key.verifies(MESSAGE, signature)).isTrue();
    assertThat(key.verifies(new byte[0], signature)).isFalse();
    for (int length : new int[] {0, 1, 3308, 3310}) {
      assertThat(key.verifies(MESSAGE, Arrays.copyOf(signature, length))).isFalse();
      assertThat(MlDsa65Key.signatureFlaw(Bytes.copyOf(new byte[length]))).isPresent();
    }
    for (int at = 0; at < signature.length; at += 97) {
      var mauled = signature.clone();
      mauled[at] ^= 1;
      assertThat(key.verifies(MESSAGE, mauled)).as("byte %d", at).isFalse();
    }
    var hints = signature.clone();
    Arrays.fill(hints, hints.length - 61, hints.length, (byte) 0xFF);
    assertThat(key.verifies(MESSAGE, hints)).as("hints that FIPS 204 forbids").isFalse();
  }

  @Test
  void only_the_exact_spki_is_a_key() {
    var spki = QUANTUM.publicKey().spki().hex();

    assertThat(MlDsa65Key.ofSpki(Bytes.hex(spki).orElseThrow())).contains(QUANTUM.publicKey());
    assertThat(MlDsa65Key.ofSpki(Bytes.hex(spki + "00").orElseThrow())).isEmpty();
    assertThat(MlDsa65Key.ofSpki(Bytes.hex(spki.substring(2)).orElseThrow())).isEmpty();
    assertThat(
            MlDsa65Key.ofSpki(
                Bytes.hex(spki.replace("608648016503040312", "608648016503040313")).orElseThrow()))
        .as("another set of parameters")
        .isEmpty();
  }

  private static ATrustStore hybrid() {
    return new ATrustStore()
        .signer(
            People.ALICE, ", \"ml_dsa_65\": \"%s\"".formatted(QUANTUM.publicKey().spki().base64()));
  }

  @Test
  void a_second_signature_replaces_the_first_of_the_same_key_alone() {
    var patch = SignedBy.all(APatch.ofOneModule(), People.ALICE.key(), QUANTUM, QUANTUM);

    var sigs =
        ((Value.Obj)
                ((Value.Arr) patch.manifest().document().get("artifacts").orElseThrow())
                    .items()
                    .getFirst())
            .get("sigs")
            .orElseThrow();
    assertThat(((Value.Arr) sigs).items()).hasSize(2);
  }
}
