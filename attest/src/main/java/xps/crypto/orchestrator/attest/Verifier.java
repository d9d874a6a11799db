package xps.crypto.orchestrator.attest;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Place;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.SemVer;

/**
 * Judges patches by one trust store. Immutable, for any number of threads; opens no socket.
 *
 * <p>The order is: presence and size of the files, digests and trees, signatures, threshold, SBOM,
 * rules of version and date. All that applies is reported, in that order.
 */
public final class Verifier {
  /**
   * An artifact whose manifest gives no size is not read further than this, unless somebody says
   * otherwise.
   */
  public static final long DEFAULT_MAX_ARTIFACT_BYTES = 256L * 1024 * 1024;

  private final TrustStore trust;
  private final Optional<Now> fixedNow;
  private final Optional<SemVer> installed;
  private final long maxArtifactBytes;
  private final SortedMap<String, BigInteger> listsSeen;
  private final Optional<Advisories> advisories;
  private final Optional<CurrentBulletin> bulletin;

  private Verifier(
      TrustStore trust,
      Optional<Now> fixedNow,
      Optional<SemVer> installed,
      long maxArtifactBytes,
      SortedMap<String, BigInteger> listsSeen,
      Optional<Advisories> advisories,
      Optional<CurrentBulletin> bulletin) {
    this.trust = trust;
    this.fixedNow = fixedNow;
    this.installed = installed;
    this.maxArtifactBytes = maxArtifactBytes;
    this.listsSeen = listsSeen;
    this.advisories = advisories;
    this.bulletin = bulletin;
  }

  /** Judges by the trust store in that file; throws with every problem in it. */
  public static Verifier fromTrustStore(Path file) {
    return of(TrustStore.load(file));
  }

  /** Judges by that trust store, at the time of the system's clock, read once for each patch. */
  public static Verifier of(TrustStore trust) {
    return new Verifier(
        trust,
        Optional.empty(),
        Optional.empty(),
        DEFAULT_MAX_ARTIFACT_BYTES,
        Collections.emptySortedMap(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same, but as if it were {@code now}. */
  public Verifier at(Instant now) {
    return at(now, "the caller's clock");
  }

  /**
   * The same, but at the time of another clock, which refusals name: {@code --at}, {@code chrony}.
   */
  public Verifier at(Instant now, String clock) {
    return new Verifier(
        trust,
        Optional.of(new Now(now, clock)),
        installed,
        maxArtifactBytes,
        listsSeen,
        advisories,
        bulletin);
  }

  /** The same, but refuses what is older than the version that is installed. */
  public Verifier installed(SemVer version) {
    return new Verifier(
        trust, fixedNow, Optional.of(version), maxArtifactBytes, listsSeen, advisories, bulletin);
  }

  /** The same, with another bound in bytes for artifacts whose manifest gives no size. */
  public Verifier maxArtifactSize(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size is not negative");
    }
    return new Verifier(trust, fixedNow, installed, bytes, listsSeen, advisories, bulletin);
  }

  /**
   * The same, but refuses certificates whose revocation list has a lower number than the highest
   * that its caller has seen: as {@link TrustStore#revocationListNumbers} gave them.
   */
  public Verifier revocationListsSeen(Map<String, BigInteger> numbers) {
    var seen = Collections.unmodifiableSortedMap(new TreeMap<>(numbers));
    return new Verifier(trust, fixedNow, installed, maxArtifactBytes, seen, advisories, bulletin);
  }

  /**
   * The same, but components of the SBOM with a known weakness become findings, on which a policy
   * may deny. Only {@link #requireAll} sees an SBOM.
   */
  public Verifier advisories(Advisories known) {
    return new Verifier(
        trust, fixedNow, installed, maxArtifactBytes, listsSeen, Optional.of(known), bulletin);
  }

  /**
   * The same, but refuses what the bulletin denies, and everything where it wants a later version
   * of the trust store.
   */
  public Verifier bulletin(CurrentBulletin news) {
    return new Verifier(
        trust, fixedNow, installed, maxArtifactBytes, listsSeen, advisories, Optional.of(news));
  }

  /** The bulletin that this verifier judges by, if there is one. */
  public Optional<CurrentBulletin> bulletin() {
    return bulletin;
  }

  /** The trust store that this verifier judges by. */
  public TrustStore trust() {
    return trust;
  }

  /**
   * Attests everything: files, signatures and SBOM. Reads every artifact once, and keeps none of
   * it.
   */
  public Outcome<AttestedPatch> requireAll(Manifest manifest, ArtifactSource source) {
    var now = now();
    var signatures = SignatureCheck.of(manifest, trust, now, listsSeen);
    boolean trusted = signatures.problems().isEmpty();
    var files = FileCheck.of(manifest, source, maxArtifactBytes, trusted);
    var sbom = SbomCheck.of(manifest, source, trusted, advisories);
    var problems = new ArrayList<Problem>(files.problems());
    problems.addAll(signatures.problems());
    if (trusted) {
      problems.addAll(files.abiProblems());
    }
    problems.addAll(sbom.problems());
    problems.addAll(DateAndVersionCheck.of(manifest, trust, installed, now));
    problems.addAll(news(manifest));
    if (!problems.isEmpty()) {
      return Outcome.refused(problems);
    }
    var findings = new ArrayList<Problem>(signatures.findings());
    findings.addAll(sbom.findings());
    var patch =
        new PatchWithFiles(
            evidence(manifest, signatures, List.of(), now),
            sbom.summary(),
            advisories.filter(_ -> sbom.summary().isPresent()).map(Advisories::digest),
            findings);
    return Outcome.ok(patch, findings);
  }

  /**
   * Attests what a manifest alone can show, and touches no file: what a node does before it fetches
   * anything. A manifest that doesn't bind an SBOM by its digest counts as one without.
   */
  public Outcome<SignedPatch> requireSignatures(Manifest manifest) {
    var now = now();
    return signed(manifest, now, DateAndVersionCheck.of(manifest, trust, installed, now));
  }

  /**
   * The same of a patch that runs already and is to be left. Nobody installs it any more: that the
   * time for it is over is no reason to stay with it.
   */
  public Outcome<SignedPatch> requireSignaturesOfInstalled(Manifest manifest) {
    return signed(manifest, now(), List.of());
  }

  private Outcome<SignedPatch> signed(Manifest manifest, Now now, List<Problem> others) {
    var signatures = SignatureCheck.of(manifest, trust, now, listsSeen);
    var problems = new ArrayList<Problem>(signatures.problems());
    problems.addAll(others);
    problems.addAll(news(manifest));
    if (!problems.isEmpty()) {
      return Outcome.refused(problems);
    }
    var findings = new ArrayList<Problem>(signatures.findings());
    findings.addAll(SbomCheck.ofManifestAlone(manifest));
    return Outcome.ok(evidence(manifest, signatures, findings, now), findings);
  }

  /** Where the signatures stand that somebody has made whom the store trusts. */
  Set<Place> signaturesOfTrusted(Manifest manifest) {
    return SignatureCheck.of(manifest, trust, now(), listsSeen).verified();
  }

  private List<Problem> news(Manifest manifest) {
    var problems = new ArrayList<Problem>();
    bulletin.ifPresent(said -> {
      problems.addAll(said.objectionsTo(trust));
      problems.addAll(said.objectionsTo(manifest));
    });
    return problems;
  }

  private Now now() {
    return fixedNow.isPresent() ? fixedNow.get() : Now.ofSystemClock();
  }

  private PatchWithSignatures evidence(
      Manifest manifest, SignatureCheck signatures, List<Problem> findings, Now now) {
    return new PatchWithSignatures(
        manifest,
        signatures.signersByArtifact(),
        signatures.countingSigners(),
        signatures.authors(),
        signatures.unsignedArtifacts(),
        trust,
        findings,
        now.at());
  }
}
