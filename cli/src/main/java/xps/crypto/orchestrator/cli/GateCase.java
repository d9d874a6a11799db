package xps.crypto.orchestrator.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.CurrentBulletin;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.guard.Environment;
import xps.crypto.orchestrator.guard.GateResult;
import xps.crypto.orchestrator.guard.Guard;
import xps.crypto.orchestrator.guard.Policy;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** Everything that guard decides by, read and proved as far as it goes without guard. */
record GateCase(
    TrustStore trust,
    Policy policy,
    RolloutPlan plan,
    Approvals approvals,
    Optional<CurrentBulletin> bulletin,
    EarlierLogs.Proven earlier) {

  /** Guard's decision about the beginning of this rollout. */
  GateResult evaluate(Environment environment, Instant now) {
    var there = known(environment).withBulletin(bulletin);
    return Guard.evaluate(policy, plan, approvals.readable(), there, now);
  }

  /** The environment with what is proven about others. */
  Environment known(Environment environment) {
    return environment.withPrecedents(earlier.precedents());
  }

  /** Why not. An approval that can't be read is a reason while the quorum isn't met. */
  List<Problem> problems(GateResult result) {
    var problems = new ArrayList<>(result.problems());
    if (!result.rbac()) {
      problems.addAll(approvals.unreadable());
    }
    return problems;
  }

  /** What else should be known, each thing once. */
  List<Problem> findings(GateResult result) {
    var findings = new LinkedHashSet<>(plan.patch().findings());
    findings.addAll(plan.findings());
    findings.addAll(result.findings());
    findings.addAll(earlier.findings());
    if (result.rbac()) {
      findings.addAll(approvals.unreadable());
    }
    return List.copyOf(findings);
  }
}
