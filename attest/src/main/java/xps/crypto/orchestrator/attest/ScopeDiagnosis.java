package xps.crypto.orchestrator.attest;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Bytes;

/**
 * Finds what a signature does cover that doesn't cover its artifact: the plain digest, another
 * artifact of the manifest, or another patch. It changes nothing but code and message of a refusal,
 * so it may stop looking: it does so after a number of verifications that keeps a hostile manifest
 * from costing more than an honest one.
 */
final class ScopeDiagnosis {
  /** For a whole manifest. */
  static final int MOST_VERIFICATIONS = 256;

  private final Manifest manifest;
  private int left = MOST_VERIFICATIONS;

  ScopeDiagnosis(Manifest manifest) {
    this.manifest = manifest;
  }

  /** What the signature covers, in words. The cheap guesses come first. */
  Optional<String> of(
      Artifact artifact,
      ArtifactSignature.WellFormed signature,
      List<SignatureCheck.TrustedKey> candidates) {
    var digest = artifact.sha256();
    var plain = whose(Bytes.copyOf(digest.bytes()), signature, candidates);
    if (plain.isEmpty()) {
      plain =
          whose(
              Bytes.copyOf(digest.hex().getBytes(StandardCharsets.US_ASCII)),
              signature,
              candidates);
    }
    if (plain.isPresent()) {
      return Optional.of(
          plain.get()
              + " signed the bare digest of the file, which says nothing about patch, version or"
              + " targets");
    }
    return elsewhere(artifact, signature, candidates)
        .or(() -> anotherArtifact(artifact, signature, candidates));
  }

  private Optional<String> elsewhere(
      Artifact artifact,
      ArtifactSignature.WellFormed signature,
      List<SignatureCheck.TrustedKey> candidates) {
    if (signature.signedFor().isEmpty()) {
      return Optional.empty();
    }
    var other = signature.signedFor().get();
    var statement =
        Statement.artifact(
            other.id(), other.version(), artifact.name(), artifact.sha256(), other.body());
    return whose(statement, signature, candidates)
        .map(signer ->
            signer
                + " signed it in "
                + other.id()
                + " "
                + other.version()
                + ", body "
                + other.body());
  }

  private Optional<String> anotherArtifact(
      Artifact artifact,
      ArtifactSignature.WellFormed signature,
      List<SignatureCheck.TrustedKey> candidates) {
    for (var other : manifest.artifacts()) {
      if (left == 0) {
        break;
      }
      if (!other.name().equals(artifact.name())) {
        var signer = whose(manifest.statementOf(other), signature, candidates);
        if (signer.isPresent()) {
          return Optional.of(
              signer.get() + " signed the artifact " + other.name() + " of this manifest");
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> whose(
      Bytes statement,
      ArtifactSignature.WellFormed signature,
      List<SignatureCheck.TrustedKey> candidates) {
    for (var candidate : candidates) {
      if (left == 0) {
        return Optional.empty();
      }
      left--;
      if (signature.signature().isByForAnyPurpose(candidate.key(), statement)) {
        return Optional.of(candidate.signer().name());
      }
    }
    return Optional.empty();
  }
}
