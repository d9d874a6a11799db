package xps.crypto.orchestrator.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.bind.HealthProbe;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** {@code xps plan check PLAN}. */
final class PlanCheckCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    var options = new Options(spec);
    describe(options);
    options.optional("--policy", "FILE", "Find waves that its windows are too short for.");
  }

  /** What {@code plan check} and {@code plan simulate} share. */
  static void describe(Options options) {
    options
        .parameter("PLAN", "The rollout plan.")
        .required("--manifest", "FILE", "The patch's manifest.");
    ChangeFiles.describe(options);
    options.optional("--at", "TIME", "Judge as if it were then, like 2026-01-31T20:00:00Z.");
  }

  /** The plan that the command line names, put together with patch and fleet. */
  static RolloutPlan plan(Call call) {
    return ChangeFiles.of(call, "--manifest", "PLAN")
        .flatMap(files ->
            files
                .read(call.now(), call.clock())
                .flatMap(plan -> files.probeTrust(plan).map(_ -> plan)))
        .orThrow();
  }

  /** What doesn't refuse a plan, each thing once. */
  static List<Problem> findings(RolloutPlan plan) {
    var findings = new LinkedHashSet<>(plan.patch().findings());
    findings.addAll(plan.findings());
    return List.copyOf(findings);
  }

  @Override
  public Answer run(Call call) {
    var plan = plan(call);
    return Outcome.unless(impossible(call, plan), () -> answer(plan)).orThrow();
  }

  private static Answer answer(RolloutPlan plan) {
    var members = Value.object().put("waves", PlanText.json(plan)).put("digest", plan.digest());
    var findings = new ArrayList<>(findings(plan));
    findings.addAll(plan.reviewSizes());
    return Answer.of(members.build(), report(plan)).withFindings(findings);
  }

  /** What would only be found out in the night: probes to strangers, windows that are too short. */
  private static List<Problem> impossible(Call call, RolloutPlan plan) {
    var problems = new ArrayList<>(HealthProbe.refusals(plan));
    call.optionalPath("--policy")
        .ifPresent(file -> {
          var policy = GateFiles.policy(file, call.now(), call.clock()).orThrow();
          problems.addAll(
              plan.reviewWindows(
                  policy.windows(),
                  file.toString(),
                  call.now(),
                  Set.of(plan.patch().changeClass())));
        });
    return problems;
  }

  private static List<String> report(RolloutPlan plan) {
    var report = new ArrayList<String>();
    report.add(
        "✓ the plan fits "
            + plan.patch().id()
            + " "
            + plan.patch().version()
            + " and the fleet: "
            + PlanText.nodes(PlanText.count(plan))
            + " in "
            + plan.waves().size()
            + " waves");
    report.add("");
    report.addAll(PlanText.table(plan));
    report.add("");
    report.add("  digest  " + plan.digest().hex());
    return report;
  }
}
