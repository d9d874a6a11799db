package xps.crypto.orchestrator.attest;

import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;

/** Signs with somebody's key, and shows the certificates that say whose it is. */
public final class CertifiedSigner implements StatementSigner {
  private final StatementSigner key;
  private final CertificateChain certificates;

  private CertifiedSigner(StatementSigner key, CertificateChain certificates) {
    this.key = key;
    this.certificates = certificates;
  }

  /**
   * That key with these certificates. {@code USAGE} where they aren't for it: nobody would take
   * such a signature.
   *
   * @param where the certificates come from, for messages
   */
  public static Outcome<StatementSigner> of(
      StatementSigner key, CertificateChain certificates, String where) {
    boolean isForIt =
        certificates.leafKey().filter(leaf -> leaf.equals(key.publicKey())).isPresent()
            && !key.algorithm().equals(SshSignature.ALGORITHM);
    return isForIt
        ? Outcome.ok(new CertifiedSigner(key, certificates))
        : Outcome.refused(
            new Problem(
                Code.USAGE,
                "the first certificate is for another key than the one that signs",
                where,
                "put the signer's certificate first, and sign with its private key in PEM"));
  }

  @Override
  public String algorithm() {
    return CertificateChain.ALGORITHM;
  }

  @Override
  public VerifyingKey publicKey() {
    return key.publicKey();
  }

  @Override
  public Optional<CertificateChain> chain() {
    return Optional.of(certificates);
  }

  @Override
  public Outcome<Bytes> signatureOver(Bytes statement) {
    return key.signatureOver(statement);
  }
}
