package xps.crypto.orchestrator.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import xps.crypto.orchestrator.attest.Advisories;
import xps.crypto.orchestrator.attest.AttestedPatch;
import xps.crypto.orchestrator.attest.Bulletin;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.attest.Verifier;
import xps.crypto.orchestrator.document.Outcome;

/** The files from which a patch is attested, as a command line names them. */
record PatchFiles(
    Path manifest,
    Path trust,
    ArtifactsAt artifacts,
    Optional<Path> advisories,
    BulletinFile bulletin) {

  /**
   * Adds {@code --trust}, {@code --artifacts}, {@code --repo}, {@code --advisories} and {@code
   * --bulletin}.
   */
  static void describe(Options options) {
    options.required("--trust", "FILE", "The trust store: whose signatures count.");
    ArtifactsAt.describe(options);
    options.optional(
        "--advisories",
        "FILE",
        "Known weaknesses, as OSV JSON: components that have one are told.");
    BulletinFile.describe(options);
  }

  /** What the command line says; {@code manifest} is the parameter or option that names it. */
  static Outcome<PatchFiles> of(Call call, String manifest) {
    return ArtifactsAt.of(call)
        .map(at ->
            new PatchFiles(
                call.path(manifest),
                call.path("--trust"),
                at,
                call.optionalPath("--advisories"),
                BulletinFile.of(call)));
  }

  /** The same, in the home of a control plane, which may have later news. */
  PatchFiles in(Path home) {
    return new PatchFiles(manifest, trust, artifacts, advisories, bulletin.in(home));
  }

  /**
   * Reads what patches are judged by (stage 17): the trust store, refused where it has expired by
   * then, the bulletin, and the advisories.
   */
  Outcome<Verifier> verifier(Instant now, String clock) {
    return verifier(now, clock, Optional.empty());
  }

  /** The same, for somebody who took that bulletin before. */
  Outcome<Verifier> verifier(Instant now, String clock, Optional<Bulletin> held) {
    var judge = verifier(trust, bulletin, now, clock, held);
    var known = advisories.map(file -> Loaded.from(() -> Advisories.load(file)));
    var problems = new ArrayList<>(judge.problems());
    known.ifPresent(read -> problems.addAll(read.problems()));
    return Outcome.unless(
        problems,
        () -> {
          var verifier = judge.orThrow();
          return known.map(read -> verifier.advisories(read.orThrow())).orElse(verifier);
        });
  }

  /** Reads a trust store and a bulletin to judge by, refused where they don't count then. */
  static Outcome<Verifier> verifier(
      Path trust, BulletinFile bulletin, Instant now, String clock, Optional<Bulletin> held) {
    return verifier(trust, now, clock)
        .flatMap(verifier ->
            bulletin
                .read(verifier.trust(), now, clock, held)
                .map(news -> news.map(verifier::bulletin).orElse(verifier)));
  }

  /** Reads a trust store alone to judge by, refused where it has expired by then. */
  static Outcome<Verifier> verifier(Path trust, Instant now, String clock) {
    return Loaded.from(() -> TrustStore.load(trust))
        .flatMap(read -> Outcome.unless(read.checkDate(now, clock), () -> read))
        .map(store -> Verifier.of(store).at(now, clock));
  }

  /** Reads the manifest: a claim so far. */
  Outcome<Manifest> claimed() {
    return Loaded.from(() -> Manifest.load(manifest));
  }

  /** Reads the manifest and attests everything that it names (stage 10). */
  Outcome<AttestedPatch> attest(Verifier verifier) {
    return claimed().flatMap(claimed -> attest(claimed, verifier));
  }

  /** Attests everything that a manifest of these files names. */
  Outcome<AttestedPatch> attest(Manifest claimed, Verifier verifier) {
    return artifacts.source(claimed).flatMap(source -> verifier.requireAll(claimed, source));
  }
}
