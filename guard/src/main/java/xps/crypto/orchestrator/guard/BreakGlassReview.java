package xps.crypto.orchestrator.guard;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import xps.crypto.orchestrator.attest.Statement;
import xps.crypto.orchestrator.attest.StatementSignature;
import xps.crypto.orchestrator.attest.StatementSigner;
import xps.crypto.orchestrator.attest.VerifyingKey;
import xps.crypto.orchestrator.document.Bytes;
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
 * What an approver says afterwards about a broken glass. Well-formed and nothing more: {@link
 * GlassReviews} finds out whether enough of them count.
 *
 * @param breakGlass digest of the break-glass that was looked at
 * @param place where it was read
 */
public record BreakGlassReview(
    Sha256 breakGlass,
    Verdict verdict,
    String approver,
    Instant at,
    StatementSignature signature,
    Place place) {
  /** First line of the statement that is signed. */
  static final String KIND = "xps-break-glass-review/v1";

  /** An order that depends on nothing but the contents. */
  static final Comparator<BreakGlassReview> ORDER =
      Comparator.comparing(BreakGlassReview::approver)
          .thenComparing(BreakGlassReview::at)
          .thenComparing(BreakGlassReview::verdict)
          .thenComparing(review -> review.breakGlass().hex())
          .thenComparing(review -> review.signature().bytes().hex());

  private static final StatementSignature NONE =
      new StatementSignature.Raw("ed25519", Bytes.empty());

  /** What somebody found who looked at it. Either way it has been looked at. */
  public enum Verdict {
    JUSTIFIED,
    UNJUSTIFIED;

    /** As documents spell it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    private static List<String> texts() {
      return Arrays.stream(values()).map(Verdict::text).toList();
    }

    private static Optional<Verdict> parse(String text) {
      return Arrays.stream(values()).filter(verdict -> verdict.text().equals(text)).findFirst();
    }
  }

  /** A review of a break-glass, signed; {@code USAGE} where the name or the key can't be one's. */
  public static Outcome<BreakGlassReview> sign(
      BreakGlass reviewed, Verdict verdict, String approver, Instant at, StatementSigner key) {
    var algorithm = key.algorithm();
    if (!Grammar.isId(approver) || !Approval.ALGORITHMS.contains(algorithm)) {
      return Outcome.refused(
          new Problem(
              Code.USAGE,
              "no approver has this name or such a key",
              approver,
              "write a name of the policy, and sign with that approver's key"));
    }
    var unsigned =
        new BreakGlassReview(
            reviewed.digest(),
            verdict,
            approver,
            at.truncatedTo(ChronoUnit.SECONDS),
            new StatementSignature.Raw(algorithm, Bytes.empty()),
            Value.NOWHERE);
    return key.signatureOver(unsigned.statement())
        .map(bytes -> StatementSignature.parse(algorithm, bytes.base64()).orElseThrow())
        .map(unsigned::signedAs);
  }

  private BreakGlassReview signedAs(StatementSignature newSignature) {
    return new BreakGlassReview(breakGlass, verdict, approver, at, newSignature, place);
  }

  /** Reads the bytes of a review; refusals are {@code APPROVAL_INVALID}. */
  public static Outcome<BreakGlassReview> parse(String file, byte[] text) {
    return Json.parse(file, text, Code.APPROVAL_INVALID)
        .flatMap(value -> {
          var problems = new ArrayList<Problem>();
          var fields = new Fields(value, Code.APPROVAL_INVALID, problems, "a review");
          var breakGlass = fields.sha256("break_glass");
          var verdict = fields.oneOf("verdict", Verdict.texts());
          var approver = fields.id("approver");
          var at = fields.time("at");
          var algorithm = fields.oneOf("alg", Approval.ALGORITHMS);
          var signature =
              fields.parsed(
                  "sig",
                  "a signature (" + algorithm + ") in padded base64",
                  sig -> StatementSignature.parse(algorithm, sig),
                  NONE);
          fields.done();
          return Outcome.unless(
              problems,
              () ->
                  new BreakGlassReview(
                      breakGlass,
                      Verdict.parse(verdict).orElseThrow(),
                      approver,
                      at,
                      signature,
                      value.place()));
        });
  }

  /** The bytes that are signed. */
  Bytes statement() {
    return Statement.of(KIND, List.of(breakGlass.hex(), verdict.text(), approver, Grammar.time(at)))
        .orThrow();
  }

  boolean isSignedBy(VerifyingKey key) {
    return signature.isBy(key, statement());
  }

  /** The document. */
  public Value.Obj document() {
    return Value.object()
        .put("break_glass", breakGlass)
        .put("verdict", verdict.text())
        .put("approver", approver)
        .put("at", Grammar.time(at))
        .put("alg", signature.algorithm())
        .put("sig", signature.bytes().base64())
        .build();
  }
}
