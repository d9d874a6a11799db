package xps.crypto.orchestrator.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import xps.crypto.orchestrator.attest.Advisories;
import xps.crypto.orchestrator.attest.AttestedPatch;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.attest.Verifier;
import xps.crypto.orchestrator.document.Outcome;

/** The files from which a patch is attested, as a command line names them. */
record PatchFiles(Path manifest, Path trust, ArtifactsAt artifacts, Optional<Path> advisories) {

  /** Adds {@code --trust}, {@code --artifacts}, {@code --repo} and {@code --advisories}. */
  static void describe(Options options) {
    options.required("--trust", "FILE", "The trust store: whose signatures count.");
    ArtifactsAt.describe(options);
    options.optional(
        "--advisories",
        "FILE",
        "Known weaknesses, as OSV JSON: components that have one are told.");
  }

  /** What the command line says; {@code manifest} is the parameter or option that names it. */
  static Outcome<PatchFiles> of(Call call, String manifest) {
    return ArtifactsAt.of(call)
        .map(at ->
            new PatchFiles(
                call.path(manifest), call.path("--trust"), at, call.optionalPath("--advisories")));
  }

  /**
   * Reads what patches are judged by (stage 17): the trust store, refused where it has expired by
   * then, and the advisories.
   */
  Outcome<Verifier> verifier(Instant now, String clock) {
    var store =
        Loaded.from(() -> TrustStore.load(trust))
            .flatMap(read -> Outcome.unless(read.checkDate(now, clock), () -> read));
    var known = advisories.map(file -> Loaded.from(() -> Advisories.load(file)));
    var problems = new ArrayList<>(store.problems());
    known.ifPresent(read -> problems.addAll(read.problems()));
    return Outcome.unless(
        problems,
        () -> {
          var verifier = Verifier.of(store.orThrow()).at(now, clock);
          return known.map(read -> verifier.advisories(read.orThrow())).orElse(verifier);
        });
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
