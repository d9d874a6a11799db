package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.attest.AnOrganisation.LISTS;
import static xps.crypto.orchestrator.attest.AnOrganisation.NO_LISTS;
import static xps.crypto.orchestrator.attest.Attesting.NOW;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;

/** What strangers send that holds keys, signatures and certificates, and what has to hold then. */
final class ForeignKeys {
  private static final byte[] SIGNED = "what was signed".getBytes(StandardCharsets.UTF_8);
  private static final byte[] ANOTHER = "another message".getBytes(StandardCharsets.UTF_8);

  private ForeignKeys() {}

  static List<byte[]> sshBlobs() {
    return List.of(
        SshSignature.sign(People.ALICE.key(), "xps-artifact", SIGNED).blob().toArray(),
        ASshSignature.over(SIGNED).by(Tokens.Fido.ofSeed(5)).blob().toArray(),
        ASshSignature.over(SIGNED).by(Tokens.P256.generate()).blob().toArray(),
        SshPublicKey.line(People.ALICE.key().publicKey())
            .orElseThrow()
            .getBytes(StandardCharsets.UTF_8));
  }

  /** No signature that anything can be made of is one over another message. */
  static void readSsh(byte[] bytes) {
    SshSignature.decode(Bytes.copyOf(bytes))
        .sound()
        .ifPresent(signature -> {
          assertThat(signature.isBy(signature.claimedKey(), ANOTHER)).isFalse();
          var armored = signature.armored().getBytes(StandardCharsets.UTF_8);
          assertThat(SshSignature.parseArmored("again", armored).orThrow()).isEqualTo(signature);
        });
    var armored = SshSignature.parseArmored("fuzz", bytes);
    assertThat(armored.isOk() || !armored.problems().isEmpty()).isTrue();
    SshPublicKey.parse(new String(bytes, StandardCharsets.UTF_8))
        .ifPresent(key ->
            assertThat(SshPublicKey.parse(SshPublicKey.line(key).orElseThrow())).contains(key));
  }

  static List<byte[]> keys() {
    var second = MlDsa65SigningKey.generate(new SeededChance(6));
    return List.of(
        People.ALICE.key().publicKey().spki().toArray(),
        Tokens.P256.generate().key().spki().toArray(),
        second.publicKey().spki().toArray(),
        second.sign(SIGNED).toArray(),
        People.ALICE.key().sign(SIGNED).toArray());
  }

  /** A key has one spelling: what is read is written as exactly the same bytes. */
  static void readKey(byte[] bytes) {
    var der = Bytes.copyOf(bytes);
    Ed25519Key.ofSpki(der).ifPresent(key -> assertThat(key.spki()).isEqualTo(der));
    P256Key.ofSpki(der).ifPresent(key -> assertThat(key.spki()).isEqualTo(der));
    MlDsa65Key.ofSpki(der)
        .ifPresent(key -> {
          assertThat(key.spki()).isEqualTo(der);
          assertThat(key.verifies(ANOTHER, bytes)).isFalse();
        });
    SigningKey.ofPkcs8(der).ifPresent(key -> assertThat(key.pem()).contains("PRIVATE KEY"));
    for (var algorithm : StatementSignature.ALGORITHMS) {
      SignatureForm.decode(algorithm, der)
          .sound()
          .ifPresent(signature -> assertThat(signature.bytes()).isEqualTo(der));
    }
  }

  /** An organisation, a signer's certificate of it, and its list. */
  static final class Certificates {
    private final ACa root = ACa.root();
    private final KeyPair alice = ACa.ec("secp256r1");
    private final X509Certificate leaf = root.issue(ACertificate.ofSigner(), alice);
    private final Bytes list = root.crl(1, NOW.plus(Duration.ofDays(7)));
    private final ACertifiedPatch patch = new ACertifiedPatch(alice, leaf);
    private final OrgCa ca = AnOrganisation.store(root, NO_LISTS).orgCas().getFirst();

    List<byte[]> honest() {
      return List.of(ACa.encoded(leaf).toArray(), list.toArray());
    }

    /** No other certificate than the honest one leads to the organisation. */
    void read(byte[] bytes) {
      var der = Bytes.copyOf(bytes);
      CertificateChain.decode(List.of(der.base64()))
          .sound()
          .ifPresent(chain -> {
            assertThat(chain.leafNames()).isNotNull();
            var objection = PathCheck.objection(chain, ca, NOW, Map.of());
            assertThat(objection.isPresent() || der.equals(ACa.encoded(leaf))).isTrue();
          });
      var withList = AnOrganisation.store(root, LISTS, der);
      assertThat(withList.revocationListNumbers().size()).isLessThanOrEqualTo(1);
      assertThat(Optional.of(patch.attest(withList))).isPresent();
    }
  }
}
