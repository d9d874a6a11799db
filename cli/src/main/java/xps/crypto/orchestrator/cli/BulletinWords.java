package xps.crypto.orchestrator.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.Bulletin;
import xps.crypto.orchestrator.attest.BulletinDraft;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/** What a command line says about the content of a new bulletin, and how one is shown. */
final class BulletinWords {
  private static final String DENY = "--deny";
  private static final String WITHDRAW = "--withdraw";
  private static final String FREEZE = "--freeze";
  private static final String THAW = "--thaw";
  private static final String POLICY_VERSION = "--policy-version";
  private static final String VALID = "--valid";
  private static final List<String> CONTENT =
      List.of(DENY, WITHDRAW, FREEZE, THAW, POLICY_VERSION, VALID);

  private static final String DIGEST = "a SHA-256 digest of 64 lowercase hex digits";

  private BulletinWords() {}

  static void describe(Options options) {
    options
        .repeated(DENY, "SHA256", "A body or artifact that nobody installs; may be repeated.")
        .repeated(WITHDRAW, "SHA256", "An approval that counts no more; may be repeated.")
        .optional(FREEZE, "REASON", "Nothing new starts from now on.")
        .flag(THAW, "Let things start again.")
        .optional(POLICY_VERSION, "N", "The lowest version of the policy that counts.")
        .optional(VALID, "DURATION", "How long it counts, at most 7d; else 7d.");
  }

  /** What is signed already has its content. */
  static Outcome<Call> refuseContent(Call call) {
    for (var option : CONTENT) {
      if (call.flag(option)) {
        return Outcome.refused(
            Usage.problem(
                "this bulletin is there already, and signing it again doesn't change it",
                option,
                "leave " + option + " out, or make another file --after this one"));
      }
    }
    return Outcome.ok(call);
  }

  /** A new bulletin. What the one before denied or withdrew stays so. */
  static Outcome<BulletinDraft> draft(Call call, TrustStore trust, Optional<Bulletin> before) {
    var at = call.now().truncatedTo(ChronoUnit.SECONDS);
    var valid =
        call.parsed(
                VALID,
                "a duration like 12h or 7d, of at most 7d",
                text ->
                    Grammar.duration(text)
                        .filter(it -> it.compareTo(Bulletin.LONGEST_LIFE) <= 0)
                        .filter(it -> it.compareTo(Duration.ofSeconds(1)) >= 0))
            .orElse(Bulletin.LONGEST_LIFE);
    var freeze =
        call.optional(FREEZE)
            .map(reason -> new Bulletin.Freeze(at, reason))
            .or(() -> call.flag(THAW) ? Optional.empty() : before.flatMap(Bulletin::freeze));
    var exhausted = exhausted(before);
    if (exhausted.isPresent()) {
      return Outcome.refused(exhausted.get());
    }
    long policy = before.map(Bulletin::policyVersion).orElse(0L);
    return Outcome.ok(
        new BulletinDraft(
            call.text("--env"),
            before.map(Bulletin::serial).orElse(0L) + 1,
            trust.version().orElse(0),
            call.number(POLICY_VERSION, 0, Integer.MAX_VALUE).map(Long::valueOf).orElse(policy),
            digests(call, DENY, before.map(Bulletin::denied)),
            digests(call, WITHDRAW, before.map(Bulletin::withdrawn)),
            freeze,
            at,
            at.plus(valid)));
  }

  /** The next bulletin with that freeze or without one; all else stays as it was. */
  static Outcome<BulletinDraft> next(
      String environment,
      TrustStore trust,
      Optional<Bulletin> before,
      Optional<Bulletin.Freeze> freeze,
      Instant at) {
    var draft =
        new BulletinDraft(
            environment,
            before.map(Bulletin::serial).orElse(0L) + 1,
            trust.version().orElse(0),
            before.map(Bulletin::policyVersion).orElse(0L),
            before.map(Bulletin::denied).orElse(List.of()),
            before.map(Bulletin::withdrawn).orElse(List.of()),
            freeze,
            at,
            at.plus(Bulletin.LONGEST_LIFE));
    return Outcome.unless(exhausted(before).stream().toList(), () -> draft);
  }

  private static Optional<Problem> exhausted(Optional<Bulletin> before) {
    return before
        .filter(it -> it.serial() == Value.LARGEST_INTEGER)
        .map(it ->
            Usage.problem(
                "there is no serial after that of this bulletin: somebody has used them up",
                it.file(),
                "take the key that signed it out of the trust store, and begin anew without"
                    + " --after"));
  }

  private static List<Sha256> digests(Call call, String option, Optional<List<Sha256>> before) {
    var digests = new LinkedHashSet<>(before.orElse(List.of()));
    for (var text : call.texts(option)) {
      digests.add(
          Sha256.parse(text)
              .orElseGet(() ->
                  Outcome.<Sha256>refused(
                          Usage.problem(text + " is not " + DIGEST, option, "give " + DIGEST))
                      .orThrow()));
    }
    return List.copyOf(digests);
  }

  static List<String> table(Bulletin bulletin) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("environment", bulletin.environment()));
    rows.add(List.of("serial", Long.toString(bulletin.serial())));
    rows.add(List.of("trust store", "from version " + bulletin.trustVersion()));
    rows.add(List.of("policy", "from version " + bulletin.policyVersion()));
    bulletin.denied().forEach(digest -> rows.add(List.of("denied", digest.hex())));
    bulletin.withdrawn().forEach(digest -> rows.add(List.of("withdrawn", digest.hex())));
    bulletin
        .freeze()
        .ifPresent(freeze ->
            rows.add(List.of("freeze", Grammar.time(freeze.since()) + ": " + freeze.reason())));
    rows.add(
        List.of(
            "counts",
            Grammar.time(bulletin.asOf()) + " until " + Grammar.time(bulletin.expires())));
    return Columns.table(rows);
  }
}
