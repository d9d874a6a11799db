package xps.crypto.orchestrator.attest;

import java.time.Instant;
import java.util.List;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * A bulletin that somebody trusted has signed, and that is in date. Only {@link BulletinCheck} can
 * make one.
 */
public sealed interface CurrentBulletin permits CheckedBulletin {
  /** What it says. */
  Bulletin bulletin();

  /** Whether nothing new starts at that time. */
  default boolean isFrozenAt(Instant now) {
    return bulletin().freeze().isPresent() && !now.isBefore(bulletin().freeze().get().since());
  }

  /** Whether an approval of that digest has been withdrawn. */
  default boolean withdraws(Sha256 approval) {
    return bulletin().withdrawn().contains(approval);
  }

  /** Everything of a patch that is denied, its body or an artifact, as {@code DENIED}. */
  List<Problem> objectionsTo(Manifest manifest);

  /** {@code TRUST_STORE_EXPIRED} where only later versions of that trust store count. */
  List<Problem> objectionsTo(TrustStore trust);
}
