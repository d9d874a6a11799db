package xps.crypto.orchestrator.attest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.SemVer;
import xps.crypto.orchestrator.document.Sha256;

/**
 * What the verifier has proved about signatures.
 *
 * @param signersByArtifact the signers that count, in the order of the trust store; no entry for an
 *     unsigned artifact
 */
record PatchWithSignatures(
    Manifest manifest,
    Map<String, List<TrustedSigner>> signersByArtifact,
    List<TrustedSigner> countingSigners,
    List<Author> authors,
    List<String> unsignedArtifacts,
    TrustStore judge,
    List<Problem> findings,
    Instant now)
    implements SignedPatch {
  PatchWithSignatures {
    signersByArtifact = Map.copyOf(signersByArtifact);
    countingSigners = List.copyOf(countingSigners);
    authors = List.copyOf(authors);
    unsignedArtifacts = List.copyOf(unsignedArtifacts);
    findings = List.copyOf(findings);
  }

  @Override
  public String id() {
    return manifest.id();
  }

  @Override
  public SemVer version() {
    return manifest.version();
  }

  @Override
  public Sha256 bodyDigest() {
    return manifest.bodyDigest();
  }

  @Override
  public ChangeClass changeClass() {
    return manifest.changeClass();
  }

  @Override
  public List<String> targets() {
    return manifest.targets();
  }

  @Override
  public Optional<String> personOf(VerifyingKey key) {
    return judge.personOf(key);
  }

  @Override
  public Sha256 trustStore() {
    return judge.digest();
  }

  @Override
  public List<Problem> objectionsBy(CurrentBulletin bulletin) {
    var objections = new ArrayList<>(bulletin.objectionsTo(judge));
    objections.addAll(bulletin.objectionsTo(manifest));
    return List.copyOf(objections);
  }

  @Override
  public List<String> signers() {
    return names(countingSigners);
  }

  @Override
  public List<String> signersOf(String artifact) {
    return names(signersByArtifact.getOrDefault(artifact, List.of()));
  }

  private static List<String> names(List<TrustedSigner> signers) {
    var names = new ArrayList<String>(signers.size());
    for (var signer : signers) {
      names.add(signer.name());
    }
    return List.copyOf(names);
  }
}
