package xps.crypto.orchestrator.guard;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import xps.crypto.orchestrator.attest.ChangeClass;
import xps.crypto.orchestrator.attest.Statement;
import xps.crypto.orchestrator.attest.VerifyingKey;
import xps.crypto.orchestrator.audit.GateSummary;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/**
 * An order to the nodes of one wave (FORMATS §8). Well-formed, and nothing more than a claim until
 * a node has judged it with {@link Guard#admit} or {@link Guard#admitRollback}.
 *
 * @param type has to be {@link #TYPE}; kept as it was read
 * @param rollout 128 random bits, 26 characters of base32
 * @param sequence counts within the rollout, from 1
 * @param from the body that a node leaves; only a rollback has it
 * @param plan digest of the plan with its waves and their nodes
 * @param policy digest of the policy that the control plane decided by; information
 * @param approvals sorted by approver
 * @param breakGlass whose word it stands on, where there was no quorum or window
 * @param gate what the control plane decided; information
 * @param issuer name of an orchestrator in the node's trust store
 */
public record Warrant(
    String type,
    String rollout,
    long sequence,
    Wave wave,
    Patch patch,
    Optional<Sha256> from,
    Sha256 plan,
    Sha256 policy,
    String environment,
    ChangeClass changeClass,
    List<String> targets,
    int attempt,
    Instant notBefore,
    Instant expires,
    Direction direction,
    List<Approval> approvals,
    Optional<BreakGlass> breakGlass,
    GateSummary gate,
    String issuer,
    Bytes signature) {
  /** The value of {@code type}, and the first line of the statement. */
  public static final String TYPE = "xps-warrant/v1";

  /** More would only cost verification: no policy asks for so many. */
  public static final int MOST_APPROVALS = 64;

  /** 128 bits, five in a character. */
  static final Pattern ROLLOUT = Pattern.compile("[a-z2-7]{26}");

  public Warrant {
    targets = List.copyOf(targets);
    approvals = List.copyOf(approvals);
  }

  /** The wave that the order is for; {@code index} counts from 0, the canary first. */
  public record Wave(String name, int index) {}

  /** The patch: what nodes go to, or with a rollback what they leave. */
  public record Patch(String id, String version, Sha256 body) {}

  /** Reads the bytes of a warrant; refusals are {@code WARRANT_INVALID}. */
  public static Outcome<Warrant> parse(String file, byte[] text) {
    return Json.parse(file, text, Code.WARRANT_INVALID).flatMap(WarrantReader::read);
  }

  /** What the issuer signs: the first line and the canonical form without {@code sig}. */
  public Bytes signedBytes() {
    return Statement.document(TYPE, document().without("sig"));
  }

  /** SHA-256 of {@link #signedBytes}: how audit records and nodes name this warrant. */
  public Sha256 digest() {
    return signedBytes().sha256();
  }

  /** The same, in the name of that orchestrator. */
  Warrant issuedBy(String newIssuer) {
    return with(newIssuer, signature);
  }

  /** The same, with that signature. */
  Warrant signedAs(Bytes newSignature) {
    return with(issuer, newSignature);
  }

  private Warrant with(String newIssuer, Bytes newSignature) {
    return new Warrant(
        type,
        rollout,
        sequence,
        wave,
        patch,
        from,
        plan,
        policy,
        environment,
        changeClass,
        targets,
        attempt,
        notBefore,
        expires,
        direction,
        approvals,
        breakGlass,
        gate,
        newIssuer,
        newSignature);
  }

  boolean isSignedBy(VerifyingKey key) {
    return key.verifies(signedBytes().toArray(), signature.toArray());
  }

  /** The document, in the order of FORMATS §8. */
  public Value.Obj document() {
    var document =
        Value.object()
            .put("type", type)
            .put("rollout", rollout)
            .put("sequence", sequence)
            .put("wave", Value.object().put("name", wave.name()).put("index", wave.index()).build())
            .put(
                "patch",
                Value.object()
                    .put("id", patch.id())
                    .put("version", patch.version())
                    .put("body", patch.body())
                    .build())
            .putText("from", from.map(Sha256::hex))
            .put("plan", plan)
            .put("policy", policy)
            .put("environment", environment)
            .put("class", changeClass.text())
            .put("targets", Value.texts(targets))
            .put("attempt", attempt)
            .put("not_before", Grammar.time(notBefore))
            .put("expires", Grammar.time(expires))
            .put("direction", direction.text())
            .put("approvals", approvals.stream().map(Approval::document).toList())
            .putIfPresent("break_glass", breakGlass.map(BreakGlass::document))
            .put(
                "gate",
                Value.object()
                    .put("rbac", gate.rbac())
                    .put("window", gate.window())
                    .put("risk_score", gate.riskScore())
                    .build())
            .put("issuer", issuer)
            .put("sig", signature.base64());
    return document.build();
  }
}
