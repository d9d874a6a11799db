package xps.crypto.orchestrator.cli;

import java.nio.file.Path;
import java.time.Instant;
import xps.crypto.orchestrator.attest.AttestedPatch;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.attest.Verifier;
import xps.crypto.orchestrator.document.Outcome;

/** The files from which a patch is attested, as a command line names them. */
record PatchFiles(Path manifest, Path trust, ArtifactsAt artifacts) {

  /** Adds {@code --trust}, {@code --artifacts} and {@code --repo}. */
  static void describe(Options options) {
    options.required("--trust", "FILE", "The trust store: whose signatures count.");
    ArtifactsAt.describe(options);
  }

  /** What the command line says; {@code manifest} is the parameter or option that names it. */
  static Outcome<PatchFiles> of(Call call, String manifest) {
    return ArtifactsAt.of(call)
        .map(at -> new PatchFiles(call.path(manifest), call.path("--trust"), at));
  }

  /** Reads the trust store (stage 17). One that has expired by then is refused. */
  Outcome<TrustStore> trustStore(Instant now, String clock) {
    return Loaded.from(() -> TrustStore.load(trust))
        .flatMap(store -> {
          var expired = store.checkDate(now, clock);
          return Outcome.unless(expired, () -> store);
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
