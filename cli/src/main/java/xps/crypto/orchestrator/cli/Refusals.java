package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.audit.AuditLog;
import xps.crypto.orchestrator.audit.AuditRecord;
import xps.crypto.orchestrator.audit.Result;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Family;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.guard.GateResult;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** Records what was refused before there was a rollout: that it was tried is news as well. */
record Refusals(AuditLog log, Instant now) {

  /** The patch was refused; what can't be read has no name. */
  List<Problem> attest(Optional<Manifest> claimed, List<Problem> problems) throws IOException {
    return record(Action.ATTEST, Result.FAILURE, claimed, problems);
  }

  /** Either the patch, or the plan for it; the problems' codes tell which. */
  List<Problem> attestOrPlan(Manifest claimed, List<Problem> problems) throws IOException {
    return problems.getFirst().code().family() == Family.PLAN
        ? record(Action.PLAN, Result.FAILURE, Optional.of(claimed), problems)
        : attest(Optional.of(claimed), problems);
  }

  private List<Problem> record(
      Action action, Result result, Optional<Manifest> claimed, List<Problem> problems)
      throws IOException {
    var draft =
        claimed
            .map(manifest ->
                AuditRecord.of(now, manifest.id(), action)
                    .sha256(manifest.bodyDigest())
                    .body(manifest.bodyDigest()))
            .orElseGet(() -> AuditRecord.of(now, action));
    if (claimed.isPresent()) {
      log.evidence(claimed.get().body());
    }
    append(draft.result(result), problems);
    return problems;
  }

  /** Guard said no. */
  void gate(RolloutPlan plan, GateResult result) throws IOException {
    log.evidence(plan.patch().manifest().body());
    log.evidence(plan.approvable());
    log.evidence(Canonical.bytes(plan.plan().document()));
    append(
        AuditRecord.of(now, plan.patch().id(), Action.GATE)
            .result(Result.DENIED)
            .sha256(plan.patch().bodyDigest())
            .body(plan.patch().bodyDigest())
            .plan(plan.digest())
            .policy(result.summary()),
        result.problems());
  }

  private void append(AuditRecord.Draft draft, List<Problem> problems) throws IOException {
    var detail = problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
    log.append(List.of(draft.code(problems.getFirst().code()).detail(detail).build()));
  }
}
