package xps.crypto.orchestrator.attest;

import java.util.Optional;
import java.util.Set;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;

/** Says why a signature doesn't count, with the place it stands at and what to do. */
final class SignatureRefusals {
  private final Manifest manifest;
  private final TrustStore trust;
  private final Now now;

  SignatureRefusals(Manifest manifest, TrustStore trust, Now now) {
    this.manifest = manifest;
    this.trust = trust;
    this.now = now;
  }

  /** Why a signature of that signer that verifies doesn't count; nothing when it does. */
  Optional<Problem> objectionTo(
      TrustedSigner signer, Artifact artifact, ArtifactSignature signature) {
    var whose = whose(signer, artifact);
    var where = signature.place().toString();
    var validity = signer.validity();
    if (validity.revokedAt(now.at())) {
      return Optional.of(
          new Problem(
              Code.SIGNER_REVOKED,
              whose + "the signer is " + validity.describeRevocation() + "; " + now,
              where,
              "let another signer sign; never use a revoked key again"));
    }
    if (!validity.inDateAt(now.at())) {
      return Optional.of(
          new Problem(
              Code.SIGNER_EXPIRED,
              whose + "the signer counts " + validity.describe() + "; " + now,
              where,
              "let a signer who is in date sign, and check this machine's clock"));
    }
    return signer
        .maySign()
        .objectionTo(manifest)
        .map(objection ->
            new Problem(
                Code.SIGNER_NOT_IN_SCOPE,
                whose + "the signer " + objection,
                where,
                "let somebody sign whose may_sign in the trust store covers this patch"));
  }

  private static String whose(TrustedSigner signer, Artifact artifact) {
    return "the signature of " + signer.name() + " on " + artifact.name() + " does not count: ";
  }

  static Problem badForm(Artifact artifact, ArtifactSignature.Malformed signature) {
    return new Problem(
        signature.code(),
        "this cannot be a signature ("
            + signature.algorithm()
            + ") on "
            + artifact.name()
            + ": it "
            + signature.flaw(),
        signature.place().toString(),
        "sign the manifest again with xps sign, and carry it over without changing it");
  }

  static Problem badPath(
      TrustedSigner signer, Artifact artifact, ArtifactSignature signature, String objection) {
    return new Problem(
        Code.CERT_PATH_INVALID,
        whose(signer, artifact) + objection,
        signature.place().toString(),
        "sign with a certificate for code signing of the CA in org_cas, and put its current"
            + " revocation list beside the trust store");
  }

  /** A hybrid signer of whose two signatures one is missing. */
  static Problem halfSigned(
      TrustedSigner signer, Artifact artifact, ArtifactSignature signature, boolean classical) {
    return new Problem(
        Code.UNTRUSTED_SIGNER,
        whose(signer, artifact)
            + (classical
                ? "the signer has an ML-DSA-65 key too, and it takes a signature of both"
                : "an ML-DSA-65 signature counts beside one by a classical key of the signer"),
        signature.place().toString(),
        "sign the manifest with both keys of " + signer.name());
  }

  static Problem scopeMismatch(Artifact artifact, ArtifactSignature signature, String covers) {
    return new Problem(
        Code.SCOPE_MISMATCH,
        "the signature on " + artifact.name() + " is made for something else: " + covers,
        signature.place().toString(),
        "sign this manifest, with this id, version, artifact and body, with xps sign; copy no"
            + " signature from elsewhere");
  }

  Problem untrusted(Artifact artifact, ArtifactSignature.WellFormed signature) {
    return new Problem(
        Code.UNTRUSTED_SIGNER,
        "a signature on "
            + artifact.name()
            + signature.keyId().map(keyId -> " (keyid " + keyId + ")").orElse("")
            + " verifies under no key of "
            + trust.file()
            + wrongPurpose(artifact, signature),
        signature.place().toString(),
        "check that the trust store has the signer's key, that algorithm and encoding of the"
            + " signature are right, and that it was made for this manifest's id and scope");
  }

  private String wrongPurpose(Artifact artifact, ArtifactSignature.WellFormed signature) {
    var statement = manifest.statementOf(artifact);
    return signature.signature() instanceof StatementSignature.Ssh ssh
            && !ssh.isForPurposeOf(statement)
        ? "; its SSH namespace isn't " + SshSignature.namespaceOf(Statement.ARTIFACT)
        : "";
  }

  Problem thresholdNotMet(Artifact artifact, int required, Set<String> persons) {
    return new Problem(
        Code.THRESHOLD_NOT_MET,
        artifact.name()
            + " needs the signatures of "
            + required
            + " persons and has "
            + persons.size()
            + " that count: "
            + String.join(", ", persons),
        artifact.place().toString(),
        "let "
            + (required - persons.size())
            + " more of the trusted persons sign the manifest with xps sign");
  }

  Problem unsigned(Artifact artifact) {
    return trust.allowUnsigned()
        ? new Problem(
            Code.UNSIGNED_ARTIFACT,
            artifact.name() + " is not signed, and " + trust.file() + " allows that",
            artifact.place().toString(),
            "sign it with xps sign; no node installs it as it is")
        : new Problem(
            Code.UNSIGNED_ARTIFACT,
            artifact.name() + " is not signed",
            artifact.place().toString(),
            "let enough signers of the trust store sign the manifest with xps sign");
  }
}
