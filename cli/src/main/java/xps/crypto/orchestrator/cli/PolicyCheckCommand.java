package xps.crypto.orchestrator.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.attest.ChangeClass;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.guard.Approver;
import xps.crypto.orchestrator.guard.Policy;

/** {@code xps policy check POLICY}. */
final class PolicyCheckCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    new Options(spec)
        .parameter("POLICY", "The policy.")
        .optional("--at", "TIME", "Judge as if it were then, like 2026-01-31T20:00:00Z.");
  }

  @Override
  public Answer run(Call call) {
    var policy = GateFiles.policy(call.path("POLICY"), call.now(), call.clock()).orThrow();
    return Answer.of(Value.object().put("digest", policy.digest()).build(), report(policy))
        .withFindings(policy.findings());
  }

  private static List<String> report(Policy policy) {
    var report = new ArrayList<String>();
    report.add("✓ the policy is valid");
    report.add("");
    report.addAll(rows(policy));
    return report;
  }

  /** What it allows, in a few lines. */
  static List<String> rows(Policy policy) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("approvals", policy.requiredApprovals() + " required"));
    for (var changeClass : ChangeClass.values()) {
      var who =
          policy.entitled(changeClass).stream()
              .map(Approver::name)
              .collect(Collectors.joining(", "));
      rows.add(List.of(changeClass.text(), who.isEmpty() ? "nobody may approve it" : who));
    }
    rows.add(List.of("risk", "at most " + policy.maxRiskScore()));
    rows.add(List.of("digest", policy.digest().hex()));
    return Columns.table(rows);
  }
}
