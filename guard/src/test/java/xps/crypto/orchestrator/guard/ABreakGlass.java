package xps.crypto.orchestrator.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.StatementSigner;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** A break-glass as a test wants it: an honest one of a minute before noon, for four hours. */
final class ABreakGlass {
  static final String CLOSED =
      "windows: {allowed: [{days: [Sun], start: \"01:00\", end: \"02:00\", tz: UTC}]}";

  private final String approver;
  private People signer;
  private String reason = "the sha256 module leaks keys, see incident 7";
  private Sha256 body;
  private Sha256 plan;
  private String environment = "prod";
  private int attempt = 1;
  private Instant at = AChange.NOON.minusSeconds(60);
  private Duration life = Duration.ofHours(4);

  private ABreakGlass(People who, RolloutPlan plan) {
    this.approver = who.text();
    this.signer = who;
    this.body = plan.patch().bodyDigest();
    this.plan = plan.digest();
  }

  static ABreakGlass by(People who, RolloutPlan plan) {
    return new ABreakGlass(who, plan);
  }

  /** Two managers of whom two have to approve, and carol who may break the glass. */
  static APolicy policy() {
    return APolicy.ofManagers(People.ANN, People.BOB).with(rules("patch"));
  }

  static String rules(String classes) {
    return "break_glass: {keys: [{name: carol, ed25519: \"%s\"}], max_hours: 4, classes: [%s]}"
        .formatted(People.CAROL.hex(), classes);
  }

  static GateResult decide(
      APolicy policy, RolloutPlan plan, BreakGlass claim, Approval... approvals) {
    return decide(AChange.NOON, policy, plan, claim, approvals);
  }

  static GateResult decide(
      Instant now, APolicy policy, RolloutPlan plan, BreakGlass claim, Approval... approvals) {
    return Guard.evaluate(
        policy.policy(),
        plan,
        List.of(approvals),
        Environment.of("prod").withBreakGlass(Optional.of(claim)),
        now);
  }

  ABreakGlass signedBy(People other) {
    signer = other;
    return this;
  }

  ABreakGlass reason(String other) {
    reason = other;
    return this;
  }

  ABreakGlass body(Sha256 other) {
    body = other;
    return this;
  }

  ABreakGlass plan(Sha256 other) {
    plan = other;
    return this;
  }

  ABreakGlass environment(String other) {
    environment = other;
    return this;
  }

  ABreakGlass attempt(int other) {
    attempt = other;
    return this;
  }

  ABreakGlass at(Instant other) {
    at = other;
    return this;
  }

  ABreakGlass life(Duration other) {
    life = other;
    return this;
  }

  BreakGlass sign() {
    return sign(signer.key());
  }

  BreakGlass sign(StatementSigner key) {
    return new BreakGlassDraft(
            approver, reason, body, plan, environment, attempt, at, at.plus(life))
        .sign(key)
        .orThrow();
  }
}
