package xps.crypto.orchestrator.cli;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.guard.Approval;
import xps.crypto.orchestrator.guard.GateResult;

/**
 * {@code xps approvals verify MANIFEST}: which approvals count for exactly this patch, plan and
 * environment, and why the others don't. Windows and risk are {@code gate}'s business.
 */
final class ApprovalsVerifyCommand implements Command {
  private static final Set<Code> ABOUT_APPROVALS =
      EnumSet.of(
          Code.RBAC_MISSING,
          Code.APPROVAL_INVALID,
          Code.APPROVAL_EXPIRED,
          Code.APPROVAL_REJECTED,
          Code.BREAK_GLASS_REVIEW_DUE,
          Code.SELF_APPROVAL);

  @Override
  public void describe(CommandSpec spec) {
    var options = new Options(spec);
    GateFiles.describe(options);
    options.optional("--at", "TIME", "Judge as if it were then, like 2026-01-31T20:00:00Z.");
  }

  @Override
  public Answer run(Call call) {
    var environment = GateFiles.environment(call).orThrow();
    var asked =
        GateFiles.of(call)
            .flatMap(files -> files.read(environment, call.now(), call.clock()))
            .orThrow();
    var result = asked.evaluate(environment, call.now());
    var counting = new ArrayList<Value>();
    result.counting().forEach(approval -> counting.add(ApprovalsListCommand.entry(approval)));
    return new Answer(
        aboutApprovals(asked.problems(result)),
        aboutApprovals(asked.findings(result)),
        Value.object()
            .put("rbac", result.rbac())
            .put("counting", counting)
            .putIfPresent("break_glass", result.brokenGlass().map(ClaimedGlass::json))
            .build(),
        report(result, asked.policy().requiredApprovals()));
  }

  private static List<Problem> aboutApprovals(List<Problem> problems) {
    return problems.stream().filter(problem -> ABOUT_APPROVALS.contains(problem.code())).toList();
  }

  private static List<String> report(GateResult result, int required) {
    var report = new ArrayList<String>();
    report.add(
        (result.rbac() ? "✓ enough: " : "✗ not enough: ")
            + result.counting().size()
            + " of "
            + required
            + " required approvals count");
    // Without a quorum it is this that "ok" stands on.
    result.brokenGlass().map(broken -> "! " + broken.words()).ifPresent(report::add);
    if (!result.counting().isEmpty()) {
      report.add("");
      report.addAll(
          Columns.table(result.counting().stream().map(ApprovalsVerifyCommand::row).toList()));
    }
    return report;
  }

  private static List<String> row(Approval approval) {
    return List.of(
        approval.approver(),
        "since " + Grammar.time(approval.at()),
        "until " + Grammar.time(approval.expires()),
        approval.place().file());
  }
}
