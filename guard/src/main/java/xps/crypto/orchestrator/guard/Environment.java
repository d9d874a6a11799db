package xps.crypto.orchestrator.guard;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.CurrentBulletin;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * Where a rollout is to go, and which attempt it is there.
 *
 * @param attempt 1 to {@link #MOST_ATTEMPTS}; after a rollback a new one, with new approvals
 * @param clockError how far the clock of whoever asks may be off
 * @param clock whose word the now is, for messages: such as {@code the system clock}
 * @param bulletin what is denied, withdrawn or frozen there, where whoever asks knows
 * @param precedents where patches have succeeded before, as audit logs prove it
 */
public record Environment(
    String name,
    int attempt,
    Duration clockError,
    String clock,
    Optional<CurrentBulletin> bulletin,
    List<Precedent> precedents) {
  /** The highest attempt. */
  public static final int MOST_ATTEMPTS = 999;

  /** What a machine with time synchronisation keeps to; the same bound as a node's own default. */
  public static final Duration USUAL_CLOCK_ERROR = Duration.ofSeconds(5);

  public Environment {
    precedents = List.copyOf(precedents);
    if (!Grammar.isId(name) || attempt < 1 || attempt > MOST_ATTEMPTS || clockError.isNegative()) {
      throw new IllegalArgumentException("no environment, attempt or clock error: " + name);
    }
  }

  /** The same without a bulletin, by a clock that nobody named. */
  public Environment(String name, int attempt, Duration clockError) {
    this(name, attempt, clockError, Optional.empty());
  }

  /** The same by a clock that nobody named. */
  public Environment(
      String name, int attempt, Duration clockError, Optional<CurrentBulletin> bulletin) {
    this(name, attempt, clockError, "the caller's clock", bulletin, List.of());
  }

  /** The first attempt in that environment; throws if the name isn't one. */
  public static Environment of(String name) {
    return of(name, 1).orThrow();
  }

  /** That attempt in that environment, asked by a machine with the usual clock error. */
  public static Outcome<Environment> of(String name, int attempt) {
    if (!Grammar.isId(name)) {
      return refused(
          "this isn't the name of an environment",
          name,
          "write a-z, 0-9 and . _ - (1 to 128 characters)");
    }
    if (attempt < 1 || attempt > MOST_ATTEMPTS) {
      return refused(
          "there is no attempt " + attempt, name, "name an attempt from 1 to " + MOST_ATTEMPTS);
    }
    return Outcome.ok(new Environment(name, attempt, USUAL_CLOCK_ERROR));
  }

  /** The same, asked by a machine whose clock may be off by that much. */
  public Environment withClockError(Duration error) {
    return new Environment(name, attempt, error, clock, bulletin, precedents);
  }

  /** The same by that clock, which refusals about time name. */
  public Environment withClock(String source) {
    return new Environment(name, attempt, clockError, source, bulletin, precedents);
  }

  /** The same, by that bulletin or by none. */
  public Environment withBulletin(Optional<CurrentBulletin> news) {
    return new Environment(name, attempt, clockError, clock, news, precedents);
  }

  /** The same, where that is proven. */
  public Environment withPrecedents(List<Precedent> proven) {
    return new Environment(name, attempt, clockError, clock, bulletin, proven);
  }

  /** Whether it is proven that this patch has succeeded in that environment. */
  boolean hasSeen(Sha256 body, String earlier) {
    return precedents.stream()
        .anyMatch(
            precedent -> precedent.environment().equals(earlier) && precedent.body().equals(body));
  }

  private static Outcome<Environment> refused(String message, String where, String remedy) {
    return Outcome.refused(new Problem(Code.USAGE, message, where, remedy));
  }
}
