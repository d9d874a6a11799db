package xps.crypto.orchestrator.guard;

import java.time.Duration;
import java.time.Instant;
import xps.crypto.orchestrator.attest.StatementSigner;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.planner.RolloutPlan;

/**
 * A decision as a test wants it: an honest yes of a minute before noon, unless it says otherwise.
 */
final class AnApproval {
  private final People who;
  private String approver;
  private People signer;
  private Sha256 body;
  private Sha256 plan;
  private Decision decision = Decision.APPROVE;
  private Direction direction = Direction.FORWARD;
  private String environment = "prod";
  private int attempt = 1;
  private Instant at = AChange.NOON.minusSeconds(60);
  private Duration life = Duration.ofDays(6);

  private AnApproval(People who, RolloutPlan plan) {
    this.who = who;
    this.approver = who.text();
    this.signer = who;
    this.body = plan.patch().bodyDigest();
    this.plan = plan.digest();
  }

  static AnApproval by(People who, RolloutPlan plan) {
    return new AnApproval(who, plan);
  }

  static Approval yes(People who, RolloutPlan plan) {
    return by(who, plan).sign();
  }

  AnApproval as(String name) {
    approver = name;
    return this;
  }

  AnApproval signedBy(People other) {
    signer = other;
    return this;
  }

  AnApproval body(Sha256 other) {
    body = other;
    return this;
  }

  AnApproval plan(Sha256 other) {
    plan = other;
    return this;
  }

  AnApproval saying(Decision other) {
    decision = other;
    return this;
  }

  AnApproval direction(Direction other) {
    direction = other;
    return this;
  }

  AnApproval environment(String other) {
    environment = other;
    return this;
  }

  AnApproval attempt(int other) {
    attempt = other;
    return this;
  }

  AnApproval at(Instant other) {
    at = other;
    return this;
  }

  AnApproval life(Duration other) {
    life = other;
    return this;
  }

  Approval sign() {
    return sign(signer.key());
  }

  Approval sign(StatementSigner key) {
    return new ApprovalDraft(
            approver, decision, direction, body, plan, environment, attempt, at, at.plus(life))
        .sign(key)
        .orThrow();
  }

  /** A signature of the honest text under a changed one: what a thief of files can do. */
  Approval forgedFrom(Approval honest) {
    var text = sign();
    return new Approval(
        text.approver(),
        text.decision(),
        text.direction(),
        text.body(),
        text.plan(),
        text.environment(),
        text.attempt(),
        text.at(),
        text.expires(),
        honest.signature(),
        Value.NOWHERE);
  }

  @Override
  public String toString() {
    return who + " as " + approver;
  }
}
