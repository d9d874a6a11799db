package xps.crypto.orchestrator.attest;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;
import xps.crypto.orchestrator.document.Bytes;

/**
 * Verifies signatures on every core before anybody asks for them, each with the key that is going
 * to be tried first. Who judges still asks one by one, in the manifest's order, and gets the same
 * answers: which signatures count never depends on the number of cores.
 */
final class SignaturesAhead {
  /** How many artifacts are looked at ahead: so much is done in vain where the judge gives up. */
  static final int ARTIFACTS = 64;

  /** Fewer signatures are done before other threads have started. */
  private static final int FEWEST_TO_SHARE = 8;

  private final Manifest manifest;
  private final Function<ArtifactSignature.ByKey, List<SignatureCheck.TrustedKey>> candidates;
  private final IdentityHashMap<ArtifactSignature, Verified> done = new IdentityHashMap<>();

  private record Asked(ArtifactSignature.ByKey signature, VerifyingKey key, Bytes statement) {
    Verified verify() {
      return new Verified(signature, key, signature.signature().isBy(key, statement));
    }
  }

  private record Verified(ArtifactSignature.ByKey signature, VerifyingKey key, boolean is) {}

  SignaturesAhead(
      Manifest manifest,
      Function<ArtifactSignature.ByKey, List<SignatureCheck.TrustedKey>> candidates) {
    this.manifest = manifest;
    this.candidates = candidates;
  }

  /** Forgets what it knew, and finds out about these. */
  void look(List<Artifact> artifacts) {
    done.clear();
    var asked = new ArrayList<Asked>();
    for (var artifact : artifacts) {
      var statement = manifest.statementOf(artifact);
      for (var signature : artifact.signatures()) {
        if (signature instanceof ArtifactSignature.ByKey byKey) {
          candidates.apply(byKey).stream()
              .findFirst()
              .ifPresent(first -> asked.add(new Asked(byKey, first.key(), statement)));
        }
      }
    }
    if (asked.size() >= FEWEST_TO_SHARE) {
      asked.parallelStream()
          .map(Asked::verify)
          .toList()
          .forEach(verified -> done.put(verified.signature(), verified));
    }
  }

  /** Whether the signature is that key's over the statement of its artifact. */
  boolean isBy(ArtifactSignature.WellFormed signature, VerifyingKey key, Bytes statement) {
    var verified = done.get(signature);
    if (verified != null && verified.key().equals(key)) { // no key stands in a store twice
      return verified.is();
    }
    return signature.signature().isBy(key, statement);
  }
}
