package xps.crypto.orchestrator.attest;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import xps.crypto.orchestrator.document.Problem;

/** Who has signed one artifact with which kinds of keys, and what speaks against the rest. */
final class ArtifactTally {
  private final Artifact artifact;
  private final List<Problem> objections = new ArrayList<>();
  private final Map<TrustedSigner, Map<Half, ArtifactSignature>> halves = new LinkedHashMap<>();
  private boolean failed;

  /** What a hybrid signer signs with. */
  private enum Half {
    CLASSICAL,
    POST_QUANTUM
  }

  ArtifactTally(Artifact artifact) {
    this.artifact = artifact;
  }

  Artifact artifact() {
    return artifact;
  }

  void object(Problem objection) {
    objections.add(objection);
  }

  /**
   * True when it is asked for the first time: what comes with the first failure is not repeated.
   */
  boolean isFirstFailure() {
    boolean first = !failed;
    failed = true;
    return first;
  }

  /** A signature that verifies, of a signer who may sign this. */
  void count(SignatureCheck.TrustedKey by, ArtifactSignature signature) {
    var half = by.key() instanceof MlDsa65Key ? Half.POST_QUANTUM : Half.CLASSICAL;
    halves
        .computeIfAbsent(by.signer(), _ -> new EnumMap<>(Half.class))
        .putIfAbsent(half, signature);
  }

  /**
   * Those who have signed with a classical key, and with their ML-DSA-65 key as well where they
   * have one: so whoever breaks one of the two algorithms has nothing.
   */
  Set<TrustedSigner> countingSigners() {
    var counting = new LinkedHashSet<TrustedSigner>();
    halves.forEach((signer, signed) -> {
      if (isWhole(signer, signed.keySet())) {
        counting.add(signer);
      }
    });
    return counting;
  }

  private static boolean isWhole(TrustedSigner signer, Set<Half> signed) {
    return signed.contains(Half.CLASSICAL)
        && (!signer.isHybrid() || signed.contains(Half.POST_QUANTUM));
  }

  /** What speaks against signatures, in their order; then, of whom a second one is missing. */
  List<Problem> objections() {
    var all = new ArrayList<Problem>(objections);
    halves.forEach((signer, signed) -> {
      if (!isWhole(signer, signed.keySet())) {
        signed.forEach((half, signature) ->
            all.add(
                SignatureRefusals.halfSigned(signer, artifact, signature, half == Half.CLASSICAL)));
      }
    });
    return all;
  }
}
