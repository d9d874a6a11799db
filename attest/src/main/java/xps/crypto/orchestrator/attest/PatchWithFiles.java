package xps.crypto.orchestrator.attest;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.SemVer;
import xps.crypto.orchestrator.document.Sha256;

/**
 * What the verifier has proved about signatures, files and SBOM; {@code findings} are those of all
 * of them.
 */
record PatchWithFiles(
    PatchWithSignatures signed,
    Optional<SbomSummary> sbom,
    Optional<Sha256> advisories,
    List<Problem> findings)
    implements AttestedPatch {
  PatchWithFiles {
    findings = List.copyOf(findings);
  }

  @Override
  public Manifest manifest() {
    return signed.manifest();
  }

  @Override
  public String id() {
    return signed.id();
  }

  @Override
  public SemVer version() {
    return signed.version();
  }

  @Override
  public Sha256 bodyDigest() {
    return signed.bodyDigest();
  }

  @Override
  public ChangeClass changeClass() {
    return signed.changeClass();
  }

  @Override
  public List<String> targets() {
    return signed.targets();
  }

  @Override
  public List<String> signers() {
    return signed.signers();
  }

  @Override
  public List<String> signersOf(String artifact) {
    return signed.signersOf(artifact);
  }

  @Override
  public List<TrustedSigner> countingSigners() {
    return signed.countingSigners();
  }

  @Override
  public List<Author> authors() {
    return signed.authors();
  }

  @Override
  public List<String> unsignedArtifacts() {
    return signed.unsignedArtifacts();
  }

  @Override
  public Optional<String> personOf(VerifyingKey key) {
    return signed.personOf(key);
  }

  @Override
  public Sha256 trustStore() {
    return signed.trustStore();
  }

  @Override
  public List<Problem> objectionsBy(CurrentBulletin bulletin) {
    return signed.objectionsBy(bulletin);
  }

  @Override
  public Instant now() {
    return signed.now();
  }
}
