package xps.crypto.orchestrator.guard;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.Ed25519Key;
import xps.crypto.orchestrator.attest.P256Key;
import xps.crypto.orchestrator.attest.Statement;
import xps.crypto.orchestrator.attest.StatementSignature;
import xps.crypto.orchestrator.attest.StatementSigner;
import xps.crypto.orchestrator.attest.VerifyingKey;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/**
 * What a node says about itself under its own key (FORMATS §2, {@code xps-report/v1}). A claim,
 * until {@link #isAbout} has said whose word it is about what.
 *
 * @param state as reports spell it
 * @param since when the node came into that state, by its own clock
 * @param at when it said so
 * @param spki the node's public key in full: a fleet has only its digest
 */
public record SignedReport(
    String state, Instant since, Instant at, Bytes spki, StatementSignature signature) {
  /** The state that later waves wait for. */
  public static final String HEALTHY = "healthy";

  private static final String KIND = "xps-report/v1";
  private static final List<String> ALGORITHMS = List.of("ed25519", "ecdsa-p256-sha256");
  private static final StatementSignature NONE =
      new StatementSignature.Raw("ed25519", Bytes.empty());

  /** What a report is about: which node, and what it was ordered. */
  public record Subject(String node, Sha256 body, Sha256 plan, int attempt) {}

  /** The node's word that it is well since then, signed; times are cut to whole seconds. */
  public static Outcome<SignedReport> healthy(
      Subject about, Instant since, Instant at, StatementSigner key) {
    var from = since.truncatedTo(ChronoUnit.SECONDS);
    var now = at.truncatedTo(ChronoUnit.SECONDS);
    return key.signatureOver(statement(about, HEALTHY, from, now))
        .map(bytes -> StatementSignature.parse(key.algorithm(), bytes.base64()).orElseThrow())
        .map(signature -> new SignedReport(HEALTHY, from, now, key.publicKey().spki(), signature));
  }

  static Bytes statement(Subject about, String state, Instant since, Instant at) {
    return Statement.of(
            KIND,
            List.of(
                about.node(),
                about.body().hex(),
                about.plan().hex(),
                Integer.toString(about.attempt()),
                state,
                Grammar.time(since),
                Grammar.time(at)))
        .orThrow();
  }

  /** Whether its key has signed exactly this about that node, patch, plan and attempt. */
  public boolean isAbout(Subject about) {
    return key(spki)
        .filter(key -> signature.isBy(key, statement(about, state, since, at)))
        .isPresent();
  }

  /** How a fleet names the key. */
  public Sha256 keyDigest() {
    return spki.sha256();
  }

  private static Optional<VerifyingKey> key(Bytes spki) {
    Optional<VerifyingKey> ed25519 = Ed25519Key.ofSpki(spki).map(key -> key);
    return ed25519.isPresent() ? ed25519 : P256Key.ofSpki(spki).map(key -> key);
  }

  /** The document. */
  public Value.Obj document() {
    return Value.object()
        .put("state", state)
        .put("since", Grammar.time(since))
        .put("at", Grammar.time(at))
        .put("spki", spki.base64())
        .put("alg", signature.algorithm())
        .put("sig", signature.bytes().base64())
        .build();
  }

  /** Reads what {@link #document} wrote. */
  public static Outcome<SignedReport> read(Value document, Code invalid) {
    var problems = new ArrayList<Problem>();
    var fields = new Fields(document, invalid, problems, "a signed report");
    var report = read(fields);
    fields.done();
    return Outcome.unless(problems, () -> report);
  }

  /** The same for fields that stand among others. */
  static SignedReport read(Fields fields) {
    var state = fields.text("state", Grammar::isId, "the state of a node");
    var since = fields.time("since");
    var at = fields.time("at");
    var spki =
        fields.parsed(
            "spki",
            "a public key (SPKI) of Ed25519 or P-256 in padded base64",
            text -> Bytes.base64(text).filter(bytes -> key(bytes).isPresent()),
            Bytes.empty());
    var algorithm = fields.oneOf("alg", ALGORITHMS);
    var signature =
        fields.parsed(
            "sig",
            "a signature (" + algorithm + ") in padded base64",
            text -> StatementSignature.parse(algorithm, text),
            NONE);
    return new SignedReport(state, since, at, spki, signature);
  }
}
