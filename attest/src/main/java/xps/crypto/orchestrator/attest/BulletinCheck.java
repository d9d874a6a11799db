package xps.crypto.orchestrator.attest;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * Judges bulletins for one holder: by its trust store, its environment, and the last bulletin that
 * it took. A node without news can't know what was revoked, so doubt is against the bulletin.
 *
 * @param held the last bulletin that the holder took; the next one has a higher serial
 * @param clockError by how much the holder's clock may be wrong
 */
public record BulletinCheck(
    TrustStore trust, String environment, Optional<Bulletin> held, Duration clockError) {
  /**
   * The bulletin as one that counts at {@code now}. It is signed by a key for bulletins or by the
   * roots' threshold ({@code BULLETIN_INVALID}), begun and not expired whichever way the clock
   * errs, and not older than the one held ({@code BULLETIN_STALE}). The one held counts again until
   * it expires.
   */
  public Outcome<CurrentBulletin> judge(Bulletin bulletin, Instant now) {
    return judge(bulletin, now, "the caller's clock");
  }

  /** The same, at the time of another clock, which refusals name: {@code --at}, {@code chrony}. */
  public Outcome<CurrentBulletin> judge(Bulletin bulletin, Instant at, String clock) {
    var now = new Now(at, clock);
    var problems = new ArrayList<Problem>();
    if (!isSigned(bulletin)) {
      problems.add(
          invalid(
              bulletin,
              "signatures",
              "no key in bulletins and not enough roots of " + trust.file() + " have signed it",
              "let one of those keys sign the bulletin"));
    }
    if (!bulletin.environment().equals(environment)) {
      problems.add(
          invalid(
              bulletin,
              "environment",
              "it is for " + bulletin.environment() + ", and this is " + environment,
              "publish a bulletin for " + environment));
    }
    checkDate(bulletin, now, problems);
    checkSerial(bulletin, problems);
    return problems.isEmpty()
        ? Outcome.ok(new CheckedBulletin(bulletin))
        : Outcome.refused(problems);
  }

  /**
   * What the bulletin held denies of a patch, in date or not: it was in date when it was taken, and
   * nothing takes a denial back but a later bulletin. One of a signer whom the store doesn't trust
   * any more denies nothing.
   */
  public List<Problem> denials(Manifest manifest) {
    return binding().map(bulletin -> Denials.of(bulletin, manifest)).orElse(List.of());
  }

  /** Whether the bulletin held denies one of these bodies and artifacts, in date or not. */
  public boolean denies(Collection<Sha256> digests) {
    return binding().filter(it -> !Collections.disjoint(it.denied(), digests)).isPresent();
  }

  private Optional<Bulletin> binding() {
    return held.filter(it -> it.environment().equals(environment)).filter(this::isSigned);
  }

  /** Whether a key for bulletins, or enough of the roots, have signed it. */
  public boolean isSigned(Bulletin bulletin) {
    var statement = DocumentSignatures.statement(Bulletin.TYPE, bulletin.document());
    for (var signer : trust.bulletins()) {
      if (bulletin.signatures().isSignedBy(signer.key(), statement)) {
        return true;
      }
    }
    return trust.roots().isPresent()
        && trust
            .roots()
            .get()
            .objectionTo(Bulletin.TYPE, bulletin.document(), bulletin.signatures())
            .isEmpty();
  }

  private void checkDate(Bulletin bulletin, Now now, List<Problem> problems) {
    if (now.at().plus(clockError).isBefore(bulletin.asOf())) {
      problems.add(
          invalid(
              bulletin,
              "as_of",
              "it begins at " + Now.text(bulletin.asOf()) + "; " + now + error(),
              "check this machine's clock"));
    }
    if (!now.at().plus(clockError).isBefore(bulletin.expires())) {
      problems.add(
          stale(
              bulletin,
              "expires",
              "it counted until " + Now.text(bulletin.expires()) + "; " + now + error()));
    }
  }

  private String error() {
    return clockError.toMillis() < 1
        ? ""
        : ", which may be wrong by " + Grammar.duration(clockError);
  }

  /**
   * A bulletin held counts as a bound only while somebody whom the store still trusts has signed
   * it. Else a thief of a key could fast-forward the serial to the highest there is, and no honest
   * bulletin would ever count again, not even after the key is taken out.
   */
  private void checkSerial(Bulletin bulletin, List<Problem> problems) {
    if (held.isEmpty() || bulletin.serial() > held.get().serial() || !isSigned(held.get())) {
      return;
    }
    boolean same =
        bulletin.serial() == held.get().serial() && bulletin.digest().equals(held.get().digest());
    if (!same) {
      problems.add(
          stale(
              bulletin,
              "serial",
              "it has the serial "
                  + bulletin.serial()
                  + ", and one with "
                  + held.get().serial()
                  + " has been taken"));
    }
  }

  private static Problem invalid(Bulletin bulletin, String field, String message, String remedy) {
    return new Problem(
        Code.BULLETIN_INVALID,
        "this bulletin doesn't count: " + message,
        where(bulletin, field),
        remedy);
  }

  private static Problem stale(Bulletin bulletin, String field, String message) {
    return new Problem(
        Code.BULLETIN_STALE,
        "this bulletin doesn't count: " + message,
        where(bulletin, field),
        "publish a new bulletin, and check that it reaches the node");
  }

  private static String where(Bulletin bulletin, String field) {
    return bulletin
        .document()
        .get(field)
        .map(value -> value.place().toString())
        .orElse(bulletin.file());
  }
}
