package xps.crypto.orchestrator.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.bind.RuleAdapters;
import xps.crypto.orchestrator.cli.rehearsal.PolicyCase;
import xps.crypto.orchestrator.cli.rehearsal.Rehearsal;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Source;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.guard.Policy;

/** {@code xps policy test POLICY CASES}: whether a policy says what a table expects of it. */
final class PolicyTestCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    new Options(spec)
        .parameter("POLICY", "The policy.")
        .parameter("CASES", "A table of cases: changes, and what the gate is to say to each.");
  }

  @Override
  public Answer run(Call call) {
    var file = call.path("CASES");
    var rehearsal = rehearsed(call, call.path("POLICY"), cases(file).orThrow()).orThrow();
    var problems = new ArrayList<Problem>();
    var entries = new ArrayList<Value>();
    for (var said : rehearsal.said()) {
      entries.add(entry(said));
      if (!said.asExpected()) {
        problems.add(
            new Problem(
                Code.POLICY_INVALID,
                said.asked().name()
                    + ": expected "
                    + said.expectedWords()
                    + "; the policy says "
                    + said.words(),
                file.toString(),
                "correct the policy, or the case"));
      }
    }
    var coverage =
        Value.object()
            .put("reached", Value.texts(rehearsal.coverage().reached()))
            .put("unreached", Value.texts(rehearsal.coverage().unreached()))
            .build();
    return new Answer(
        problems,
        List.of(),
        Value.object().put("cases", entries).put("coverage", coverage).build(),
        report(rehearsal));
  }

  /** The cases in a file. */
  static Outcome<List<PolicyCase>> cases(Path file) {
    return Source.read(file, Code.POLICY_INVALID)
        .flatMap(text -> Rehearsal.cases(file.toString(), text));
  }

  /** What the policy in a file says to them. */
  static Outcome<Rehearsal> rehearsed(Call call, Path file, List<PolicyCase> cases) {
    return Loaded.from(() -> Policy.fromYaml(file, RuleAdapters::find))
        .flatMap(
            policy -> Rehearsal.run(file.toString(), policy, cases, call.surroundings().chance()));
  }

  private static Value entry(Rehearsal.Said said) {
    return Value.object()
        .put("name", said.asked().name())
        .put("ok", said.asExpected())
        .put("allow", said.allow())
        .put("codes", Value.texts(said.codes().stream().map(Code::name).toList()))
        .build();
  }

  private static List<String> report(Rehearsal rehearsal) {
    var report = new ArrayList<String>();
    for (var said : rehearsal.said()) {
      report.add((said.asExpected() ? "✓ " : "✗ ") + said.asked().name() + ": " + said.words());
    }
    var coverage = rehearsal.coverage();
    int reached = coverage.reached().size();
    report.add("");
    report.add(
        "  " + reached + " of " + (reached + coverage.unreached().size()) + " rules reached");
    coverage.unreached().forEach(rule -> report.add("  no case reaches: " + rule));
    return report;
  }
}
