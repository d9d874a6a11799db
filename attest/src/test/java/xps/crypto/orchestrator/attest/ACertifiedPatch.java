package xps.crypto.orchestrator.attest;

import static xps.crypto.orchestrator.attest.Attesting.NOW;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Outcome;

/** A patch of one module that somebody signed who has a certificate. */
final class ACertifiedPatch {
  private final APatch patch = APatch.ofOneModule();
  private final X509Certificate leaf;

  ACertifiedPatch(KeyPair keys, X509Certificate... chain) {
    this(
        keys, keys.getPrivate().getAlgorithm().equals("EC") ? "SHA256withECDSA" : "Ed25519", chain);
  }

  ACertifiedPatch(KeyPair keys, String algorithm, X509Certificate... chain) {
    leaf = chain[0];
    sign(keys, algorithm, chain);
  }

  ACertifiedPatch alsoBy(KeyPair keys, X509Certificate... chain) {
    sign(keys, "SHA256withECDSA", chain);
    return this;
  }

  ACertifiedPatch alsoBy(People who) {
    patch.signedBy(who);
    return this;
  }

  private void sign(KeyPair keys, String algorithm, X509Certificate... chain) {
    var manifest = patch.manifest();
    for (var artifact : manifest.artifacts()) {
      try {
        var signature = Signature.getInstance(algorithm);
        signature.initSign(keys.getPrivate());
        signature.update(manifest.statementOf(artifact).toArray());
        patch.sig(artifact.name(), entry(Bytes.copyOf(signature.sign()), chain));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  static String entry(Bytes signature, X509Certificate... chain) {
    return "{\"alg\": \"x509\", \"sig\": \"%s\", \"chain\": [%s]}"
        .formatted(
            signature.base64(),
            Stream.of(chain)
                .map(certificate -> "\"" + ACa.encoded(certificate).base64() + "\"")
                .collect(Collectors.joining(", ")));
  }

  VerifyingKey leafKey() {
    var encoded = List.of(ACa.encoded(leaf).base64());
    return CertificateChain.decode(encoded).sound().orElseThrow().leafKey().orElseThrow();
  }

  Outcome<AttestedPatch> attest(TrustStore trust) {
    return attest(trust, Map.of());
  }

  Outcome<AttestedPatch> attest(TrustStore trust, Map<String, BigInteger> seen) {
    return Verifier.of(trust)
        .at(NOW)
        .revocationListsSeen(seen)
        .requireAll(patch.manifest(), patch.source());
  }
}
