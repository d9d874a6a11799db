package xps.crypto.orchestrator.attest;

import java.time.Instant;
import java.util.Optional;
import xps.crypto.orchestrator.document.SemVer;
import xps.crypto.orchestrator.document.Sha256;

/**
 * What a manifest says about the patch as a whole.
 *
 * @param sbom name of the bill of materials beside the manifest
 * @param sbomSha256 binds that file to the signatures
 * @param minOrchestrator the oldest orchestrator and agent that may handle the patch
 * @param expires nobody starts to install from then on
 * @param author a person, who may not approve it
 */
public record Metadata(
    Optional<String> sbom,
    Optional<Sha256> sbomSha256,
    Optional<SemVer> minOrchestrator,
    boolean requiresRestart,
    Optional<Instant> expires,
    Optional<String> author) {}
