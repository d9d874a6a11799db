package xps.crypto.orchestrator.attest;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.SemVer;
import xps.crypto.orchestrator.document.Sha256;

/**
 * A patch whose every artifact has the signatures of enough trusted persons, of whose files nothing
 * is known yet. Only {@link Verifier} can make one.
 */
public sealed interface SignedPatch permits AttestedPatch, PatchWithSignatures {
  Manifest manifest();

  String id();

  SemVer version();

  Sha256 bodyDigest();

  ChangeClass changeClass();

  List<String> targets();

  /**
   * Names of the signers that count for every artifact, in the order of the trust store; empty as
   * soon as one artifact is unsigned.
   */
  List<String> signers();

  /**
   * Names of the signers that count for that artifact; empty for one that is unsigned or not there.
   */
  List<String> signersOf(String artifact);

  /** The signers of {@link #signers}. */
  List<TrustedSigner> countingSigners();

  /**
   * Everybody with a key that verifies on any artifact, counting or not, and the one whom the
   * manifest names.
   */
  List<Author> authors();

  /** Artifacts without any signature, which a store with {@code allow_unsigned} lets pass. */
  List<String> unsignedArtifacts();

  /**
   * The person who holds that key, by the trust store that the patch was judged by: any key of
   * theirs, whether it signed here or not, in date or not.
   */
  Optional<String> personOf(VerifyingKey key);

  /** Digest of the trust store it was judged by. */
  Sha256 trustStore();

  /** What a bulletin has against the patch, or against the trust store that it was judged by. */
  List<Problem> objectionsBy(CurrentBulletin bulletin);

  /** What doesn't refuse the patch, but somebody should know: guard decides about some of it. */
  List<Problem> findings();

  /** The one now it was judged at. */
  Instant now();
}
