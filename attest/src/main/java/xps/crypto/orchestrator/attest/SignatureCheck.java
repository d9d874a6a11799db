package xps.crypto.orchestrator.attest;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Place;
import xps.crypto.orchestrator.document.Problem;

/**
 * Finds out who signed each artifact, and whether that is enough. An invalid signature beside
 * enough valid ones is a finding; where there are not enough, every signature that does not count
 * says why.
 */
final class SignatureCheck {
  /**
   * So many verifications may fail one after the other. An artifact has at most 16 signatures, so
   * where one of each verifies this is never reached; a stranger's manifest, of which none does,
   * would else cost its reader minutes (endless data).
   */
  private static final int MOST_FAILURES_IN_A_ROW = 1_024;

  private static final int MOST_SIGNATURES = 16;

  private final Manifest manifest;
  private final TrustStore trust;
  private final List<TrustedKey> keys;
  private final CertificateCheck certificates;
  private final SignatureRefusals refusals;
  private final ScopeDiagnosis diagnosis;
  private final SignaturesAhead ahead;

  private final List<Problem> problems = new ArrayList<>();
  private final List<Problem> findings = new ArrayList<>();
  private final List<String> unsigned = new ArrayList<>();
  private final Map<String, List<TrustedSigner>> signersByArtifact = new HashMap<>();
  private final Map<String, Set<VerifyingKey>> keysByAuthor = new LinkedHashMap<>();
  private final Set<Place> verified = new HashSet<>();
  private int failuresInARow;

  private SignatureCheck(
      Manifest manifest, TrustStore trust, Now now, Map<String, BigInteger> listsSeen) {
    this.manifest = manifest;
    this.trust = trust;
    this.keys = TrustedKey.allOf(trust);
    this.certificates = new CertificateCheck(trust, now, listsSeen);
    this.refusals = new SignatureRefusals(manifest, trust, now);
    this.diagnosis = new ScopeDiagnosis(manifest);
    this.ahead = new SignaturesAhead(manifest, this::candidates);
  }

  static SignatureCheck of(
      Manifest manifest, TrustStore trust, Now now, Map<String, BigInteger> listsSeen) {
    var check = new SignatureCheck(manifest, trust, now, listsSeen);
    check.judgeAll();
    return check;
  }

  private void judgeAll() {
    var artifacts = manifest.artifacts();
    for (int from = 0; from < artifacts.size(); from += SignaturesAhead.ARTIFACTS) {
      var some =
          artifacts.subList(from, Math.min(artifacts.size(), from + SignaturesAhead.ARTIFACTS));
      if (!isGivenUp()) {
        ahead.look(some);
      }
      some.forEach(this::judge);
    }
  }

  /** A key that the trust store or a certificate vouches for, and whose it is. */
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
      (trust.allowUnsigned() ? findings : problems).add(refusals.unsigned(artifact));
      if (trust.allowUnsigned()) {
        unsigned.add(artifact.name());
      }
      return;
    }
    var tally = new ArtifactTally(artifact);
    var statement = manifest.statementOf(artifact);
    for (var signature : artifact.signatures()) {
      switch (signature) {
        case ArtifactSignature.Malformed malformed ->
            tally.object(SignatureRefusals.badForm(artifact, malformed));
        case ArtifactSignature.ByKey byKey -> judge(byKey, statement, tally);
        case ArtifactSignature.ByCertificate certified -> judge(certified, statement, tally);
      }
    }
    conclude(artifact, tally);
  }

  /** With a keyid only that key is tried, without one all of its algorithm. */
  private void judge(ArtifactSignature.ByKey signature, Bytes statement, ArtifactTally tally) {
    var candidates = candidates(signature);
    for (var candidate : candidates) {
      if (verifies(signature, candidate.key(), statement)) {
        verified.add(signature.place());
        count(signature, candidate, tally);
        return;
      }
    }
    refuse(signature, candidates, tally);
  }

  private List<TrustedKey> candidates(ArtifactSignature.ByKey signature) {
    var candidates = new ArrayList<TrustedKey>();
    for (var key : keys) {
      if (couldBe(signature, key.keyId()) && signature.signature().couldBeBy(key.key())) {
        candidates.add(key);
      }
    }
    return candidates;
  }

  /** Nothing does any more once too many didn't: what isn't looked at doesn't count. */
  private boolean verifies(
      ArtifactSignature.WellFormed signature, VerifyingKey key, Bytes statement) {
    if (isGivenUp()) {
      return false;
    }
    boolean is = ahead.isBy(signature, key, statement);
    failuresInARow = is ? 0 : failuresInARow + 1;
    return is;
  }

  private boolean isGivenUp() {
    return failuresInARow >= Math.max(MOST_FAILURES_IN_A_ROW, 2 * MOST_SIGNATURES * keys.size());
  }

  /**
   * A signature that verifies makes everybody an author whose name its certificate carries, whether
   * or not the certificate counts: in doubt somebody doesn't approve the own patch.
   */
  private void judge(
      ArtifactSignature.ByCertificate signature, Bytes statement, ArtifactTally tally) {
    var key = signature.leafKey();
    if (!couldBe(signature, key.keyId()) || isGivenUp()) {
      refuse(signature, List.of(), tally);
      return;
    }
    var claims = certificates.claims(signature);
    var proven = new ArrayList<TrustedKey>();
    for (var claim : claims) {
      if (claim.objection().isEmpty()) {
        proven.add(new TrustedKey(claim.signer(), key, key.keyId()));
      }
    }
    if (claims.isEmpty() || !verifies(signature, key, statement)) {
      refuse(signature, proven, tally);
      return;
    }
    for (var claim : claims) {
      remember(claim.signer(), key);
    }
    if (proven.isEmpty()) {
      var claim = claims.getFirst();
      tally.object(
          SignatureRefusals.badPath(
              claim.signer(), tally.artifact(), signature, claim.objection().orElseThrow()));
    } else {
      verified.add(signature.place());
      count(signature, proven.getFirst(), tally);
    }
  }

  private static boolean couldBe(ArtifactSignature.WellFormed signature, String keyId) {
    return signature.keyId().isEmpty() || signature.keyId().get().equals(keyId);
  }

  private void count(ArtifactSignature.WellFormed signature, TrustedKey by, ArtifactTally tally) {
    remember(by.signer(), by.key());
    refusals
        .objectionTo(by.signer(), tally.artifact(), signature)
        .ifPresentOrElse(tally::object, () -> tally.count(by, signature));
  }

  private void remember(TrustedSigner author, VerifyingKey key) {
    keysByAuthor.computeIfAbsent(author.person(), _ -> new LinkedHashSet<>()).add(key);
  }

  /** Only the first such signature of an artifact is diagnosed. */
  private void refuse(
      ArtifactSignature.WellFormed signature, List<TrustedKey> candidates, ArtifactTally tally) {
    var artifact = tally.artifact();
    Optional<String> covers =
        tally.isFirstFailure() ? diagnosis.of(artifact, signature, candidates) : Optional.empty();
    tally.object(
        covers
            .map(text -> SignatureRefusals.scopeMismatch(artifact, signature, text))
            .orElseGet(() -> refusals.untrusted(artifact, signature)));
  }

  private void conclude(Artifact artifact, ArtifactTally tally) {
    var counting = tally.countingSigners();
    signersByArtifact.put(artifact.name(), inOrderOfTheStore(counting));
    var persons = new LinkedHashSet<String>();
    for (var signer : counting) {
      persons.add(signer.person());
    }
    // A threshold of 0 is for artifacts without any signature: one that has some is never
    // "unsigned".
    int required = Math.max(1, trust.minRequiredSignatures());
    if (persons.size() >= required) {
      findings.addAll(tally.objections());
      return;
    }
    problems.addAll(tally.objections());
    if (!persons.isEmpty()) {
      problems.add(refusals.thresholdNotMet(artifact, required, persons));
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

  /** Where the signatures stand that are somebody's whom the store trusts, may he sign or not. */
  Set<Place> verified() {
    return verified;
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
