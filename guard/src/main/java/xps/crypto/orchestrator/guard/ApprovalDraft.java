package xps.crypto.orchestrator.guard;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import xps.crypto.orchestrator.attest.StatementSignature;
import xps.crypto.orchestrator.attest.StatementSigner;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/**
 * A decision that nobody has signed yet. Times are cut to whole seconds, as statements write them.
 *
 * @param body digest of the patch's body
 * @param plan digest of the plan with its waves and their nodes
 */
public record ApprovalDraft(
    String approver,
    Decision decision,
    Direction direction,
    Sha256 body,
    Sha256 plan,
    String environment,
    int attempt,
    Instant at,
    Instant expires) {
  public ApprovalDraft {
    at = at.truncatedTo(ChronoUnit.SECONDS);
    expires = expires.truncatedTo(ChronoUnit.SECONDS);
  }

  /**
   * The decision, signed; {@code USAGE} where the draft can't be one, or the key is of a kind that
   * no policy can name.
   */
  public Outcome<Approval> sign(StatementSigner key) {
    if (!Grammar.isId(approver)) {
      return refused("this isn't the name of an approver", approver, "write a name of the policy");
    }
    if (!Grammar.isId(environment) || attempt < 1 || attempt > Environment.MOST_ATTEMPTS) {
      return refused(
          "there is no such environment or attempt",
          environment,
          "write an environment's name, and an attempt from 1 to " + Environment.MOST_ATTEMPTS);
    }
    if (!at.isBefore(expires)) {
      return refused("this would expire before it begins", approver, "let it count for a while");
    }
    var algorithm = key.algorithm();
    if (!Approval.ALGORITHMS.contains(algorithm)) {
      return refused(
          "nobody approves with " + algorithm,
          approver,
          "approve with an Ed25519 key, or with an SSH key");
    }
    var statement =
        Approval.statement(
            approver, decision, direction, body, plan, environment, attempt, at, expires);
    return key.signatureOver(statement)
        .map(bytes -> StatementSignature.parse(algorithm, bytes.base64()).orElseThrow())
        .map(this::signed);
  }

  private Approval signed(StatementSignature signature) {
    return new Approval(
        approver,
        decision,
        direction,
        body,
        plan,
        environment,
        attempt,
        at,
        expires,
        signature,
        Value.NOWHERE);
  }

  private static Outcome<Approval> refused(String message, String where, String remedy) {
    return Outcome.refused(new Problem(Code.USAGE, message, where, remedy));
  }
}
