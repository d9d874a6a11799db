package xps.crypto.orchestrator.attest;

import java.util.Optional;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Place;
import xps.crypto.orchestrator.document.Sha256;

/**
 * One entry of an artifact's {@code sig} or {@code sigs}, as it was found. It claims; only the
 * {@link Verifier} says whether it holds.
 */
public sealed interface ArtifactSignature {
  /** The scheme, as manifests spell it. */
  String algorithm();

  /** Where the entry stands. */
  Place place();

  /** An entry that has the form of its scheme. */
  sealed interface WellFormed extends ArtifactSignature {
    /** The keyid that it names. */
    Optional<String> keyId();

    /** The signature itself; with a certificate it is of the scheme of the leaf's key. */
    StatementSignature signature();

    /** What the signer says it was made for. */
    Optional<SignedFor> signedFor();
  }

  /** Made with a key that stands, or doesn't stand, in the trust store. */
  record ByKey(
      Optional<String> keyId,
      StatementSignature signature,
      Optional<SignedFor> signedFor,
      Place place)
      implements WellFormed {
    @Override
    public String algorithm() {
      return signature.algorithm();
    }
  }

  /** Made with the key of the leaf of a chain of certificates. */
  record ByCertificate(
      Optional<String> keyId,
      CertificateChain chain,
      VerifyingKey leafKey,
      StatementSignature signature,
      Optional<SignedFor> signedFor,
      Place place)
      implements WellFormed {
    @Override
    public String algorithm() {
      return CertificateChain.ALGORITHM;
    }
  }

  /**
   * Bytes that cannot be a signature of the scheme they claim.
   *
   * @param code what they are refused with
   * @param flaw completes "it …"
   */
  record Malformed(String algorithm, Code code, String flaw, Place place)
      implements ArtifactSignature {}

  /**
   * What the signer says the signature was made for. It proves nothing and decides nothing: it
   * helps to diagnose.
   */
  record SignedFor(String id, String version, Sha256 body) {}
}
