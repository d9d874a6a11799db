package xps.crypto.orchestrator.guard;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import xps.crypto.orchestrator.attest.StatementSignature;
import xps.crypto.orchestrator.attest.StatementSigner;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/**
 * A break-glass that nobody has signed yet. Times are cut to whole seconds, as statements write
 * them.
 *
 * @param body digest of the patch's body
 * @param plan digest of the plan with its waves and their nodes
 */
public record BreakGlassDraft(
    String approver,
    String reason,
    Sha256 body,
    Sha256 plan,
    String environment,
    int attempt,
    Instant at,
    Instant expires) {
  public BreakGlassDraft {
    at = at.truncatedTo(ChronoUnit.SECONDS);
    expires = expires.truncatedTo(ChronoUnit.SECONDS);
  }

  /**
   * The claim, signed; {@code USAGE} where the draft can't be one, or the key is of a kind that no
   * policy can name.
   */
  public Outcome<BreakGlass> sign(StatementSigner key) {
    if (!Grammar.isId(approver)) {
      return refused(
          "this isn't the name of a person", approver, "write a name of the policy's break_glass");
    }
    if (!BreakGlass.isReason(reason)) {
      return refused(
          "the reason has to be said, in at most "
              + BreakGlass.MOST_REASON_CHARACTERS
              + " characters that all show",
          approver,
          "say in one sentence why this can't wait for the quorum");
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
          "nobody breaks the glass with " + algorithm,
          approver,
          "sign with an Ed25519 key, or with an SSH key");
    }
    var unsigned =
        new BreakGlass(
            approver,
            reason,
            body,
            plan,
            environment,
            attempt,
            at,
            expires,
            new StatementSignature.Raw(algorithm, Bytes.empty()),
            Value.NOWHERE);
    return key.signatureOver(unsigned.statement())
        .map(bytes -> StatementSignature.parse(algorithm, bytes.base64()).orElseThrow())
        .map(unsigned::signedAs);
  }

  private static <T> Outcome<T> refused(String message, String where, String remedy) {
    return Outcome.refused(new Problem(Code.USAGE, message, where, remedy));
  }
}
