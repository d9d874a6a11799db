package xps.crypto.orchestrator.guard;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import xps.crypto.orchestrator.attest.CurrentBulletin;
import xps.crypto.orchestrator.attest.Statement;
import xps.crypto.orchestrator.attest.StatementSignature;
import xps.crypto.orchestrator.attest.VerifyingKey;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Place;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/**
 * What somebody claims to have decided about one patch, plan and environment. Well-formed and
 * nothing more: whether it counts, {@link Guard} finds out each time anew.
 *
 * @param approver a name in the policy, which says whose key has to verify
 * @param body digest of the patch's body
 * @param plan digest of the plan with its waves and their nodes
 * @param place where it was read
 */
public record Approval(
    String approver,
    Decision decision,
    Direction direction,
    Sha256 body,
    Sha256 plan,
    String environment,
    int attempt,
    Instant at,
    Instant expires,
    StatementSignature signature,
    Place place) {
  /** First line of the statement that an approver signs. */
  static final String KIND = "xps-approval/v1";

  /** The schemes of the keys that a policy can name, and of SSH, which signs with any of them. */
  static final List<String> ALGORITHMS = List.of("ed25519", "sshsig", "ecdsa-p256-sha256");

  /** What stands for a signature that couldn't be read, beside the problem that says so. */
  private static final StatementSignature NONE =
      new StatementSignature.Raw("ed25519", Bytes.empty());

  /** An order that depends on nothing but the contents, so that none of ours depends on files. */
  static final Comparator<Approval> ORDER =
      Comparator.comparing(Approval::approver)
          .thenComparing(Approval::at)
          .thenComparing(Approval::expires)
          .thenComparing(approval -> approval.statement().hex())
          .thenComparing(approval -> approval.signature().bytes().hex());

  /** Reads the bytes of an approval; refusals are {@code APPROVAL_INVALID}. */
  public static Outcome<Approval> parse(String file, byte[] text) {
    return Json.parse(file, text, Code.APPROVAL_INVALID)
        .flatMap(value -> {
          var problems = new ArrayList<Problem>();
          var approval = read(value, Code.APPROVAL_INVALID, problems);
          return Outcome.unless(problems, () -> approval);
        });
  }

  /**
   * Reads an approval that stands in another document; what is wrong goes into {@code problems}.
   */
  static Approval read(Value value, Code invalid, List<Problem> problems) {
    var fields = new Fields(value, invalid, problems, "an approval");
    var approver = fields.id("approver");
    var decision = fields.oneOf("decision", Decision.texts());
    var direction = fields.oneOf("direction", Direction.texts());
    var body = fields.sha256("manifest");
    var plan = fields.sha256("plan");
    var environment = fields.id("environment");
    int attempt = (int) fields.integer("attempt", 1, Environment.MOST_ATTEMPTS);
    var at = fields.time("at");
    var expires = fields.time("expires");
    var algorithm = fields.oneOf("alg", ALGORITHMS);
    var signature =
        fields.parsed(
            "sig",
            "a signature (" + algorithm + ") in padded base64",
            text -> StatementSignature.parse(algorithm, text),
            NONE);
    fields.done();
    if (fields.has("expires") && !at.isBefore(expires) && problems.isEmpty()) {
      fields.problem(
          "expires", "the approval expires before it begins", "sign it anew with xps approve");
    }
    return new Approval(
        approver,
        Decision.parse(decision).orElseThrow(),
        Direction.parse(direction).orElseThrow(),
        body,
        plan,
        environment,
        attempt,
        at,
        expires,
        signature,
        value.place());
  }

  /** SHA-256 of its canonical form: how bulletins and the audit log name it. */
  public Sha256 digest() {
    return Canonical.digest(document());
  }

  /** Whether the bulletin takes it back: under its own name, or that of its signature's twin. */
  boolean isWithdrawnBy(CurrentBulletin bulletin) {
    return bulletin.withdraws(digest())
        || signature.twin().filter(twin -> bulletin.withdraws(with(twin).digest())).isPresent();
  }

  private Approval with(StatementSignature other) {
    return new Approval(
        approver, decision, direction, body, plan, environment, attempt, at, expires, other, place);
  }

  /** The bytes that the approver signs (FORMATS §2). */
  public Bytes statement() {
    return statement(approver, decision, direction, body, plan, environment, attempt, at, expires);
  }

  static Bytes statement(
      String approver,
      Decision decision,
      Direction direction,
      Sha256 body,
      Sha256 plan,
      String environment,
      int attempt,
      Instant at,
      Instant expires) {
    return Statement.of(
            KIND,
            List.of(
                decision.text(),
                direction.text(),
                body.hex(),
                plan.hex(),
                environment,
                Integer.toString(attempt),
                approver,
                Grammar.time(at),
                Grammar.time(expires)))
        .orThrow();
  }

  boolean isSignedBy(VerifyingKey key) {
    return signature.isBy(key, statement());
  }

  /** The document, in the order of FORMATS §5. */
  public Value.Obj document() {
    return Value.object()
        .put("approver", approver)
        .put("decision", decision.text())
        .put("direction", direction.text())
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

  /** What it is, for messages: {@code alice's approve of 2026-01-05T20:00:00Z}. */
  String describe() {
    return approver + "'s " + decision.text() + " of " + Grammar.time(at);
  }
}
