package xps.crypto.orchestrator.guard;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.attest.CurrentBulletin;
import xps.crypto.orchestrator.attest.Statement;
import xps.crypto.orchestrator.attest.StatementSignature;
import xps.crypto.orchestrator.attest.VerifyingKey;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Escape;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Place;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/**
 * What somebody claims who wants one patch, by one plan, in one environment, without the quorum and
 * outside the windows. Well-formed and nothing more: whether it counts, {@link Guard} finds out
 * each time anew.
 *
 * @param approver a name in the policy's {@code break_glass.keys}
 * @param reason in the person's own words; its digest is signed
 * @param body digest of the patch's body
 * @param plan digest of the plan with its waves and their nodes
 * @param place where it was read
 */
public record BreakGlass(
    String approver,
    String reason,
    Sha256 body,
    Sha256 plan,
    String environment,
    int attempt,
    Instant at,
    Instant expires,
    StatementSignature signature,
    Place place) {
  /** First line of the statement that is signed. */
  static final String KIND = "xps-break-glass/v1";

  /** A reason is a sentence or two; who has more to say says it in the review. */
  public static final int MOST_REASON_CHARACTERS = 500;

  private static final StatementSignature NONE =
      new StatementSignature.Raw("ed25519", Bytes.empty());

  /** Reads the bytes of a claim; refusals are {@code APPROVAL_INVALID}. */
  public static Outcome<BreakGlass> parse(String file, byte[] text) {
    return Json.parse(file, text, Code.APPROVAL_INVALID)
        .flatMap(value -> {
          var problems = new ArrayList<Problem>();
          var claim = read(value, Code.APPROVAL_INVALID, problems);
          return Outcome.unless(problems, () -> claim);
        });
  }

  /** Reads a claim that stands in another document; what is wrong goes into {@code problems}. */
  static BreakGlass read(Value value, Code invalid, List<Problem> problems) {
    var fields = new Fields(value, invalid, problems, "a break-glass");
    var approver = fields.id("approver");
    var reason =
        fields.text(
            "reason",
            BreakGlass::isReason,
            "a reason of 1 to " + MOST_REASON_CHARACTERS + " characters that all show");
    var body = fields.sha256("manifest");
    var plan = fields.sha256("plan");
    var environment = fields.id("environment");
    int attempt = (int) fields.integer("attempt", 1, Environment.MOST_ATTEMPTS);
    var at = fields.time("at");
    var expires = fields.time("expires");
    var algorithm = fields.oneOf("alg", Approval.ALGORITHMS);
    var signature =
        fields.parsed(
            "sig",
            "a signature (" + algorithm + ") in padded base64",
            text -> StatementSignature.parse(algorithm, text),
            NONE);
    fields.done();
    if (fields.has("expires") && !at.isBefore(expires) && problems.isEmpty()) {
      fields.problem("expires", "it expires before it begins", "sign it anew");
    }
    return new BreakGlass(
        approver, reason, body, plan, environment, attempt, at, expires, signature, value.place());
  }

  /** Whether this can stand as a reason: something that shows, and all of it shows. */
  static boolean isReason(String text) {
    return !text.isBlank()
        && text.codePointCount(0, text.length()) <= MOST_REASON_CHARACTERS
        && Escape.printable(text).equals(text);
  }

  /** SHA-256 of its canonical form: how bulletins, reviews and the audit log name it. */
  public Sha256 digest() {
    return Canonical.digest(document());
  }

  /** Whether it is the claim of that digest, or its signature's twin, which is the same claim. */
  public boolean isKnownAs(Sha256 digest) {
    return digest().equals(digest)
        || signature.twin().filter(twin -> with(twin).digest().equals(digest)).isPresent();
  }

  /** Whether the bulletin takes it back, under either name. */
  boolean isWithdrawnBy(CurrentBulletin bulletin) {
    return bulletin.withdraws(digest())
        || signature.twin().filter(twin -> bulletin.withdraws(with(twin).digest())).isPresent();
  }

  private BreakGlass with(StatementSignature other) {
    return new BreakGlass(
        approver, reason, body, plan, environment, attempt, at, expires, other, place);
  }

  /** The bytes that are signed (FORMATS §2). */
  public Bytes statement() {
    return Statement.of(
            KIND,
            List.of(
                body.hex(),
                plan.hex(),
                environment,
                Integer.toString(attempt),
                approver,
                Bytes.utf8(reason).sha256().hex(),
                Grammar.time(at),
                Grammar.time(expires)))
        .orThrow();
  }

  boolean isSignedBy(VerifyingKey key) {
    return signature.isBy(key, statement());
  }

  /** The same text, with that signature. */
  BreakGlass signedAs(StatementSignature newSignature) {
    return new BreakGlass(
        approver, reason, body, plan, environment, attempt, at, expires, newSignature, place);
  }

  /** The document; its fields are those of an approval, as far as it has them. */
  public Value.Obj document() {
    return Value.object()
        .put("approver", approver)
        .put("reason", reason)
        .put("manifest", body)
        .put("plan", plan)
        .put("environment", environment)
        .put("attempt", attempt)
        .put("at", Grammar.time(at))
        .put("expires", Grammar.time(expires))
        .put("alg", signature.algorithm())
        .put("sig", signature.bytes().base64())
        .build();
  }

  /** What it is, for messages: {@code carol's break-glass of 2026-01-05T20:00:00Z}. */
  String describe() {
    return approver + "'s break-glass of " + Grammar.time(at);
  }
}
