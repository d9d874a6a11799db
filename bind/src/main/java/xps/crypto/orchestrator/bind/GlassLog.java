package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.audit.AuditLog;
import xps.crypto.orchestrator.audit.AuditReader;
import xps.crypto.orchestrator.audit.AuditRecord;
import xps.crypto.orchestrator.audit.Result;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.BreakGlass;
import xps.crypto.orchestrator.guard.BrokenGlass;
import xps.crypto.orchestrator.guard.GlassReviews;

/**
 * What the audit log of a home says about glass: when it was broken, and what has been reviewed
 * since. A record of its breaking has the code {@code BREAK_GLASS_REVIEW_DUE}, and that of the
 * review has none; both name the same evidence.
 */
public final class GlassLog {
  private static final int MOST_EVIDENCE_BYTES = 1 << 20;
  private static final Pattern USED =
      Pattern.compile("glass ([0-9a-f]{64}), break-glass ([0-9a-f]{64}): .*");
  private static final Pattern REVIEWED =
      Pattern.compile("glass ([0-9a-f]{64}), reviews ([0-9a-f]{64}): .*");

  private final List<Use> uses;
  private final Kept kept;

  private GlassLog(List<Use> uses, Kept kept) {
    this.uses = List.copyOf(uses);
    this.kept = kept;
  }

  /** What was kept with the log. */
  private interface Kept {
    Optional<Bytes> evidence(Sha256 digest, int mostBytes) throws IOException;
  }

  /**
   * A broken glass that nobody has reviewed.
   *
   * @param rollout that was begun by it
   * @param since when
   */
  public record Due(BrokenGlass glass, String rollout, Instant since) {}

  /** One use: which record tells of it, and whether the quorum has looked at it since. */
  private record Use(AuditRecord record, Sha256 glass, Sha256 claim, boolean isReviewed) {
    String describe() {
      return record.actor().orElse("somebody")
          + "'s of "
          + Grammar.time(record.ts())
          + " for "
          + record.patch().orElse("a patch");
    }
  }

  /** Reads the log; {@code AUDIT_TAMPERED} where a record isn't one that was written here. */
  public static Outcome<GlassLog> of(AuditLog log) throws IOException {
    return of(log.ofAction(Action.BREAK_GLASS), log::evidence);
  }

  /** Reads the log of a home that another process may have open. */
  public static Outcome<GlassLog> of(AuditReader log) throws IOException {
    return log.ofAction(Action.BREAK_GLASS)
        .flatMap(records ->
            of(records, (digest, most) -> log.evidence(digest, most).map(Bytes::copyOf)));
  }

  private static Outcome<GlassLog> of(List<AuditRecord> records, Kept kept) {
    var reviewed = new ArrayList<Sha256>();
    for (var record : records) {
      named(record, REVIEWED, 1).filter(_ -> !isUse(record)).ifPresent(reviewed::add);
    }
    var uses = new ArrayList<Use>();
    for (var record : records.stream().filter(GlassLog::isUse).toList()) {
      var glass = named(record, USED, 1);
      var claim = named(record, USED, 2);
      if (glass.isEmpty() || claim.isEmpty()) {
        return Outcome.refused(
            Problem.of(
                Code.AUDIT_TAMPERED,
                "a record of "
                    + Grammar.time(record.ts())
                    + " doesn't say what glass was broken by whom",
                "audit.jsonl"));
      }
      uses.add(new Use(record, glass.get(), claim.get(), reviewed.contains(glass.get())));
    }
    return Outcome.ok(new GlassLog(uses, kept));
  }

  private static boolean isUse(AuditRecord record) {
    return record.code().equals(Optional.of(Code.BREAK_GLASS_REVIEW_DUE));
  }

  private static Optional<Sha256> named(AuditRecord record, Pattern pattern, int group) {
    var found = pattern.matcher(record.detail().orElse(""));
    return found.matches() ? Sha256.parse(found.group(group)) : Optional.empty();
  }

  /** The detail of a use's record. */
  static String used(BrokenGlass glass) {
    return "glass "
        + glass.digest().hex()
        + ", break-glass "
        + glass.claim().digest().hex()
        + ": "
        + glass.words();
  }

  /**
   * Why nobody may break the glass by this claim here now. {@code BREAK_GLASS_REVIEW_DUE} until the
   * quorum has looked at the last time; and one claim carries one rollout, so that none is kept for
   * later.
   *
   * @param unfinished the rollout that would be taken up, which may have been begun by this claim
   */
  public Optional<Problem> objectionTo(BreakGlass claim, Optional<String> unfinished) {
    for (var use : uses) {
      boolean isSame = claim.isKnownAs(use.claim());
      boolean isOurs =
          isSame && unfinished.isPresent() && use.record().rollout().equals(unfinished);
      if (!isOurs && !use.isReviewed()) {
        return Optional.of(due(use, claim));
      }
      if (!isOurs && isSame) {
        return Optional.of(
            new Problem(
                Code.APPROVAL_INVALID,
                "this break-glass has been used already, by rollout "
                    + use.record().rollout().orElse("")
                    + "; one carries one rollout",
                claim.place().toString(),
                "sign another one with xps break-glass sign, if it is an emergency again"));
      }
    }
    return Optional.empty();
  }

  private static Problem due(Use use, BreakGlass claim) {
    return new Problem(
        Code.BREAK_GLASS_REVIEW_DUE,
        "the last time that the glass was broken here ("
            + use.describe()
            + ") hasn't been reviewed; until it is, nobody can break it again",
        claim.place().toString(),
        "have the quorum review it with xps break-glass review, and close it with xps break-glass"
            + " close");
  }

  /** What waits for its review, the oldest first. */
  public Outcome<List<Due>> due() throws IOException {
    var due = new ArrayList<Due>();
    for (var use : uses) {
      if (use.isReviewed()) {
        continue;
      }
      var content = kept.evidence(use.glass(), MOST_EVIDENCE_BYTES);
      var where = "evidence/" + use.glass().hex();
      if (content.isEmpty() || !content.get().sha256().equals(use.glass())) {
        return Outcome.refused(
            Problem.of(
                Code.AUDIT_TAMPERED, "what was kept of a broken glass is gone or changed", where));
      }
      switch (BrokenGlass.parse(where, content.get().toArray())) {
        case Outcome.Ok<BrokenGlass>(var glass, _) ->
            due.add(new Due(glass, use.record().rollout().orElse(""), use.record().ts()));
        case Outcome.Refused<BrokenGlass>(var problems) -> {
          return Outcome.refused(problems);
        }
      }
    }
    return Outcome.ok(List.copyOf(due));
  }

  /** Writes down that the quorum has looked, with what its members have signed. */
  public static void close(AuditLog log, GlassReviews reviews, Instant now) throws IOException {
    var glass = reviews.broken();
    var evidence = log.evidence(Canonical.bytes(reviews.document()));
    log.append(
        List.of(
            AuditRecord.of(now, Action.BREAK_GLASS)
                .result(Result.SUCCESS)
                .sha256(glass.claim().body())
                .body(glass.claim().body())
                .plan(glass.claim().plan())
                .detail(
                    "glass "
                        + glass.digest().hex()
                        + ", reviews "
                        + evidence.hex()
                        + ": "
                        + reviews.words())
                .build()));
  }
}
