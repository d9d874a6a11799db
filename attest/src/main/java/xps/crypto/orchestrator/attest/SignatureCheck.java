package xps.crypto.orchestrator.attest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;

/**
 * Finds out who signed each artifact, and whether that is enough. An invalid signature beside
 * enough valid ones is a finding; where there are not enough, every signature that does not count
 * says why.
 */
final class SignatureCheck {
  private final Manifest manifest;
  private final TrustStore trust;
  private final Now now;
  private final List<TrustedKey> keys;
  private final ScopeDiagnosis diagnosis;

  private final List<Problem> problems = new ArrayList<>();
  private final List<Problem> findings = new ArrayList<>();
  private final List<String> unsigned = new ArrayList<>();
  private final Map<String, List<TrustedSigner>> signersByArtifact = new HashMap<>();
  private final Map<String, Set<VerifyingKey>> keysByAuthor = new LinkedHashMap<>();

  private SignatureCheck(Manifest manifest, TrustStore trust, Now now) {
    this.manifest = manifest;
    this.trust = trust;
    this.now = now;
    this.keys = TrustedKey.allOf(trust);
    this.diagnosis = new ScopeDiagnosis(manifest);
  }

  static SignatureCheck of(Manifest manifest, TrustStore trust, Now now) {
    var check = new SignatureCheck(manifest, trust, now);
    for (var artifact : manifest.artifacts()) {
      check.judge(artifact);
    }
    return check;
  }

  /** A key of the trust store, and whose it is. */
  record TrustedKey(TrustedSigner signer, VerifyingKey key, String keyId) {
    static List<TrustedKey> allOf(TrustStore trust) {
      var keys = new ArrayList<TrustedKey>();
      for (var signer : trust.signers()) {
        for (var key : signer.keys()) {
          keys.add(new TrustedKey(signer, key, key.keyId()));
        }
      }
      return keys;
    }
  }

  private void judge(Artifact artifact) {
    if (artifact.signatures().isEmpty()) {
      judgeUnsigned(artifact);
      return;
    }
    var counting = new LinkedHashSet<TrustedSigner>();
    var objections = new ArrayList<Problem>();
    var statement = manifest.statementOf(artifact);
    boolean diagnosed = false;
    for (var signature : artifact.signatures()) {
      switch (signature) {
        case ArtifactSignature.Malformed malformed ->
            objections.add(badEncoding(artifact, malformed));
        case ArtifactSignature.OfLaterScheme later -> objections.add(laterScheme(artifact, later));
        case ArtifactSignature.Ed25519 ed25519 -> {
          var made = whoMade(ed25519, statement);
          if (made.isEmpty()) {
            objections.add(diagnosed ? untrusted(artifact, ed25519) : diagnose(artifact, ed25519));
            diagnosed = true;
          } else {
            remember(made.get());
            var objection = objectionTo(made.get().signer(), artifact, ed25519);
            objection.ifPresentOrElse(objections::add, () -> counting.add(made.get().signer()));
          }
        }
      }
    }
    conclude(artifact, counting, objections);
  }

  private void judgeUnsigned(Artifact artifact) {
    if (trust.allowUnsigned()) {
      unsigned.add(artifact.name());
      findings.add(
          new Problem(
              Code.UNSIGNED_ARTIFACT,
              artifact.name() + " is not signed, and " + trust.file() + " allows that",
              artifact.place().toString(),
              "sign it with xps sign; no node installs it as it is"));
    } else {
      problems.add(
          new Problem(
              Code.UNSIGNED_ARTIFACT,
              artifact.name() + " is not signed",
              artifact.place().toString(),
              "let enough signers of the trust store sign the manifest with xps sign"));
    }
  }

  /**
   * Whose signature over the statement it is. With a keyid only that key is tried, without one all
   * of them.
   */
  private Optional<TrustedKey> whoMade(ArtifactSignature.Ed25519 signature, Bytes statement) {
    var message = statement.toArray();
    var value = signature.value().toArray();
    for (var candidate : keys) {
      if (isCandidate(candidate, signature) && candidate.key().verifies(message, value)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private static boolean isCandidate(TrustedKey key, ArtifactSignature.Ed25519 signature) {
    return signature.keyId().isEmpty() || signature.keyId().get().equals(key.keyId());
  }

  private void remember(TrustedKey author) {
    keysByAuthor
        .computeIfAbsent(author.signer().person(), _ -> new LinkedHashSet<>())
        .add(author.key());
  }

  private Problem diagnose(Artifact artifact, ArtifactSignature.Ed25519 signature) {
    var candidates = new ArrayList<TrustedKey>();
    for (var key : keys) {
      if (isCandidate(key, signature)) {
        candidates.add(key);
      }
    }
    return diagnosis
        .of(artifact, signature, candidates)
        .map(covers -> scopeMismatch(artifact, signature, covers))
        .orElseGet(() -> untrusted(artifact, signature));
  }

  private Optional<Problem> objectionTo(
      TrustedSigner signer, Artifact artifact, ArtifactSignature.Ed25519 signature) {
    var whose =
        "the signature of " + signer.name() + " on " + artifact.name() + " does not count: ";
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

  private void conclude(Artifact artifact, Set<TrustedSigner> counting, List<Problem> objections) {
    signersByArtifact.put(artifact.name(), inOrderOfTheStore(counting));
    var persons = new LinkedHashSet<String>();
    for (var signer : counting) {
      persons.add(signer.person());
    }
    // A threshold of 0 is for artifacts without any signature: one that has some is never
    // "unsigned".
    int required = Math.max(1, trust.minRequiredSignatures());
    if (persons.size() >= required) {
      findings.addAll(objections);
      return;
    }
    problems.addAll(objections);
    if (!persons.isEmpty()) {
      problems.add(
          new Problem(
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
                  + " more of the trusted persons sign the manifest with xps sign"));
    }
  }

  private List<TrustedSigner> inOrderOfTheStore(Set<TrustedSigner> counting) {
    var ordered = new ArrayList<TrustedSigner>(counting.size());
    for (var signer : trust.signers()) {
      if (counting.contains(signer)) {
        ordered.add(signer);
      }
    }
    return List.copyOf(ordered);
  }

  private static Problem badEncoding(Artifact artifact, ArtifactSignature.Malformed signature) {
    return new Problem(
        Code.BAD_SIGNATURE_ENCODING,
        "this cannot be a signature ("
            + signature.algorithm()
            + ") on "
            + artifact.name()
            + ": it "
            + signature.flaw(),
        signature.place().toString(),
        "sign the manifest again with xps sign, and carry it over without changing it");
  }

  private static Problem laterScheme(Artifact artifact, ArtifactSignature.OfLaterScheme signature) {
    return new Problem(
        Code.UNTRUSTED_SIGNER,
        "the signature on "
            + artifact.name()
            + " does not count: verifying "
            + signature.algorithm()
            + " comes with a later version",
        signature.place().toString(),
        "sign with an Ed25519 key of the trust store as well");
  }

  private static Problem scopeMismatch(
      Artifact artifact, ArtifactSignature.Ed25519 signature, String covers) {
    return new Problem(
        Code.SCOPE_MISMATCH,
        "the signature on " + artifact.name() + " is made for something else: " + covers,
        signature.place().toString(),
        "sign this manifest, with this id, version, artifact and body, with xps sign; copy no"
            + " signature from elsewhere");
  }

  private Problem untrusted(Artifact artifact, ArtifactSignature.Ed25519 signature) {
    return new Problem(
        Code.UNTRUSTED_SIGNER,
        "a signature on "
            + artifact.name()
            + signature.keyId().map(keyId -> " (keyid " + keyId + ")").orElse("")
            + " verifies under no key of "
            + trust.file(),
        signature.place().toString(),
        "check that the trust store has the signer's key, that algorithm and encoding of the"
            + " signature are right, and that it was made for this manifest's id and scope");
  }

  List<Problem> problems() {
    return problems;
  }

  List<Problem> findings() {
    return findings;
  }

  List<String> unsignedArtifacts() {
    return unsigned;
  }

  Map<String, List<TrustedSigner>> signersByArtifact() {
    return signersByArtifact;
  }

  /** Those that count for every artifact; an unsigned artifact has none. */
  List<TrustedSigner> countingSigners() {
    var everywhere = new ArrayList<TrustedSigner>(trust.signers());
    for (var artifact : manifest.artifacts()) {
      everywhere.retainAll(signersByArtifact.getOrDefault(artifact.name(), List.of()));
    }
    return List.copyOf(everywhere);
  }

  List<Author> authors() {
    var authors = new ArrayList<Author>();
    keysByAuthor.forEach(
        (person, signerKeys) -> authors.add(new Author(person, List.copyOf(signerKeys))));
    var named = manifest.metadata().author();
    if (named.isPresent() && !keysByAuthor.containsKey(named.get())) {
      authors.add(new Author(named.get(), List.of()));
    }
    return List.copyOf(authors);
  }
}
