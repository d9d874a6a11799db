package xps.crypto.orchestrator.attest;

import java.time.Instant;
import java.util.Optional;

/**
 * From when until when a key counts, judged at the time of verification and never at that of
 * signing: a signature's date would be the thief's word.
 *
 * @param notBefore the first instant at which it counts
 * @param notAfter the first instant at which it doesn't any more
 * @param revokedFrom from that instant on it never counts again; {@link Instant#MIN} for {@code
 *     revoked: true}
 */
public record Validity(
    Optional<Instant> notBefore, Optional<Instant> notAfter, Optional<Instant> revokedFrom) {
  /** No bound at all. */
  public static final Validity ALWAYS =
      new Validity(Optional.empty(), Optional.empty(), Optional.empty());

  /** Whether it has been revoked by then. */
  public boolean revokedAt(Instant now) {
    return revokedFrom.isPresent() && !now.isBefore(revokedFrom.get());
  }

  /** Whether it has begun and not ended by then; says nothing about revocation. */
  public boolean inDateAt(Instant now) {
    return (notBefore.isEmpty() || !now.isBefore(notBefore.get()))
        && (notAfter.isEmpty() || now.isBefore(notAfter.get()));
  }

  /** The bounds in words: {@code from … until …}. */
  public String describe() {
    var from = notBefore.map(bound -> "from " + Now.text(bound));
    var until = notAfter.map(bound -> "until " + Now.text(bound));
    if (from.isPresent() && until.isPresent()) {
      return from.get() + " " + until.get();
    }
    return from.or(() -> until).orElse("at any time");
  }

  /** The revocation in words: {@code revoked}, or {@code revoked since …}. */
  public String describeRevocation() {
    return revokedFrom.isEmpty() || revokedFrom.get().equals(Instant.MIN)
        ? "revoked"
        : "revoked since " + Now.text(revokedFrom.get());
  }
}
