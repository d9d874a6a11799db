package xps.crypto.orchestrator.attest;

import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;
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

  /**
   * A signature of the right form under {@code ed25519}: 64 bytes with S less than the order of the
   * group.
   */
  record Ed25519(Optional<String> keyId, Bytes value, Optional<SignedFor> signedFor, Place place)
      implements ArtifactSignature {
    @Override
    public String algorithm() {
      return Ed25519Key.ALGORITHM;
    }
  }

  /**
   * A signature of the right form under a scheme that this version does not verify yet: it never
   * counts.
   */
  record OfLaterScheme(String algorithm, Place place) implements ArtifactSignature {}

  /** Bytes that cannot be a signature of the scheme they claim. */
  record Malformed(String algorithm, String flaw, Place place) implements ArtifactSignature {}

  /**
   * What the signer says the signature was made for. It proves nothing and decides nothing: it
   * helps to diagnose.
   */
  record SignedFor(String id, String version, Sha256 body) {}
}
