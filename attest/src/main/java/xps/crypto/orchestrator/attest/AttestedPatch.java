package xps.crypto.orchestrator.attest;

import java.util.Optional;
import xps.crypto.orchestrator.document.Sha256;

/**
 * A signed patch whose every file has been read to its end and is the one that was signed. Only
 * {@link Verifier} can make one.
 */
public sealed interface AttestedPatch extends SignedPatch permits PatchWithFiles {
  /** What the patch is made of, as its SBOM says; nothing where it came without one. */
  Optional<SbomSummary> sbom();

  /**
   * SHA-256 of the advisories that its components were compared with; nothing where nobody handed
   * in any, or where there was no SBOM to compare.
   */
  Optional<Sha256> advisories();
}
