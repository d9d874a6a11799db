package xps.crypto.orchestrator.attest;

import java.util.Optional;

/**
 * A signed patch whose every file has been read to its end and is the one that was signed. Only
 * {@link Verifier} can make one.
 */
public sealed interface AttestedPatch extends SignedPatch permits PatchWithFiles {
  /** What the patch is made of, as its SBOM says; nothing where it came without one. */
  Optional<SbomSummary> sbom();
}
