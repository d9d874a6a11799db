package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;

/** A key signs with the certificates that are for it, and with no others. */
class SigningWithACertificateTest {
  private static final SigningKey KEY = People.ALICE.key();
  private static final ACa ROOT = ACa.root();

  @Test
  void what_it_signs_shows_its_certificates_and_is_attested_by_their_ca() throws Exception {
    var chain = chainFor(KEY);
    var signer = CertifiedSigner.of(KEY, chain, "chain.pem").orThrow();
    assertThat(signer.algorithm()).isEqualTo("x509");
    assertThat(signer.chain()).contains(chain);
    assertThat(signer.publicKey()).isEqualTo(KEY.publicKey());
    var patch = APatch.ofOneModule();

    var signed = ManifestSigner.sign(patch.manifest(), signer, false).orThrow();

    var trust =
        new ATrustStore()
            .entry(
                "{\"name\": \"Alice\", \"x509\": {\"ca\": \"org\", \"san\": \"alice@example.org\"}}")
            .with("\"org_cas\": [%s]".formatted(ROOT.entry("\"revocation\": \"none\"")));
    var manifest =
        Manifest.parse("manifest", Json.compact(signed).getBytes(StandardCharsets.UTF_8)).orThrow();
    assertThat(
            trust
                .verifier()
                .at(Attesting.NOW)
                .requireAll(manifest, patch.source())
                .orThrow()
                .signers())
        .containsExactly("Alice");
  }

  @Test
  void certificates_for_another_key_are_refused() throws Exception {
    var outcome = CertifiedSigner.of(KEY, chainFor(People.BOB.key()), "chain.pem");

    assertThat(Codes.of(outcome)).containsExactly(Code.USAGE);
    assertThat(outcome.problems().getFirst().where()).isEqualTo("chain.pem");
  }

  @Test
  void a_chain_read_twice_is_the_same_and_every_other_one_is_not() throws Exception {
    var leaf = ACertificate.ofSigner().issue(ROOT.name(), ROOT.keys(), ROOT.algorithm(), jdk(KEY));
    var text = Bytes.copyOf(leaf.getEncoded()).base64();

    assertThat(decode(text)).isEqualTo(decode(text)).hasSameHashCodeAs(decode(text));
    assertThat(decode(text)).isNotEqualTo(chainFor(KEY)).isNotEqualTo(text);
  }

  private static CertificateChain decode(String text) {
    return CertificateChain.decode(List.of(text)).sound().orElseThrow();
  }

  private static CertificateChain chainFor(SigningKey key) throws Exception {
    var leaf = ACertificate.ofSigner().issue(ROOT.name(), ROOT.keys(), ROOT.algorithm(), jdk(key));
    return decode(Bytes.copyOf(leaf.getEncoded()).base64());
  }

  private static PublicKey jdk(SigningKey key) throws Exception {
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(new X509EncodedKeySpec(key.publicKey().spki().toArray()));
  }
}
