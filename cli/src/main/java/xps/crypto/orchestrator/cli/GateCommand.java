package xps.crypto.orchestrator.cli;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.guard.Environment;
import xps.crypto.orchestrator.guard.GateResult;
import xps.crypto.orchestrator.guard.Precedent;

/** {@code xps gate MANIFEST}. */
final class GateCommand implements Command {
  private static final DateTimeFormatter WALL_CLOCK =
      DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm VV", Locale.ENGLISH);

  @Override
  public void describe(CommandSpec spec) {
    var options = new Options(spec);
    GateFiles.describe(options);
    options.optional("--at", "TIME", "Decide as if it were then, like 2026-01-31T20:00:00Z.");
  }

  @Override
  public Answer run(Call call) {
    var environment = GateFiles.environment(call).orThrow();
    return switch (GateFiles.of(call)
        .flatMap(files -> files.read(environment, call.now(), call.clock()))) {
      case Outcome.Refused<GateCase>(var problems) ->
          Answer.refused(problems).withMembers(Value.object().put("allow", false).build());
      case Outcome.Ok<GateCase>(var asked, _) ->
          answer(
              asked,
              asked.evaluate(environment, call.now()),
              environment,
              call.surroundings().zone());
    };
  }

  /** The decision, told as {@code gate} tells it. */
  static Answer answer(GateCase asked, GateResult result, Environment environment, ZoneId reader) {
    return new Answer(
        asked.problems(result),
        asked.findings(result),
        members(asked, result),
        report(asked, result, environment, reader));
  }

  private static Value.Obj members(GateCase asked, GateResult result) {
    var factors = new ArrayList<Value>();
    for (var factor : result.riskFactors()) {
      factors.add(
          Value.object()
              .put("factor", factor.factor())
              .put("points", factor.points())
              .put("reason", factor.reason())
              .build());
    }
    return Value.object()
        .put("allow", result.allow())
        .put("rbac", result.rbac())
        .put("window", result.window())
        .put("risk_score", result.riskScore())
        .put("risk_factors", factors)
        .put("what_would_allow", Value.texts(result.whatWouldAllow()))
        .putIfPresent(
            "opens",
            result.report().opening().filter(Grammar::isTime).map(Grammar::time).map(Value::text))
        .put("time_zones", result.report().timeZones())
        .put("precedents", asked.earlier().precedents().stream().map(GateCommand::json).toList())
        .putIfPresent("break_glass", result.brokenGlass().map(ClaimedGlass::json))
        .build();
  }

  private static Value json(Precedent precedent) {
    return Value.object()
        .put("environment", precedent.environment())
        .put("rollout", precedent.rollout())
        .put("log", precedent.log().origin())
        .build();
  }

  private static List<String> report(
      GateCase asked, GateResult result, Environment environment, ZoneId reader) {
    var patch = asked.plan().patch();
    var report = new ArrayList<String>();
    report.add(
        (result.allow() ? "✓ allowed: " : "✗ denied: ")
            + patch.id()
            + " "
            + patch.version()
            + " for "
            + environment.name()
            + ", attempt "
            + environment.attempt());
    result.brokenGlass().map(broken -> "! " + broken.words()).ifPresent(report::add);
    report.add("");
    report.addAll(
        Columns.table(
            List.of(
                List.of("approvals", result.rbac() ? "enough" : "not enough"),
                List.of("window", result.window() ? "open" : "closed" + opening(result, reader)),
                List.of(
                    "risk",
                    result.riskScore()
                        + " of at most "
                        + asked.policy().maxRiskScore()
                        + factors(result)))));
    asked.earlier().precedents().forEach(seen -> report.add("it has succeeded in " + seen));
    if (!result.whatWouldAllow().isEmpty()) {
      report.add("");
      report.add("What would allow it, all of it together:");
      result.whatWouldAllow().forEach(way -> report.add("  - " + way));
    }
    return report;
  }

  /** The next opening by the reader's own clock: the policy's and UTC stand in the reasons. */
  private static String opening(GateResult result, ZoneId reader) {
    return result
        .report()
        .opening()
        .filter(at -> !reader.normalized().equals(ZoneOffset.UTC))
        .map(at -> "; for you it opens " + WALL_CLOCK.format(at.atZone(reader)))
        .orElse("");
  }

  private static String factors(GateResult result) {
    return result.riskFactors().stream()
        .map(factor -> factor.points() + " for " + factor.reason())
        .collect(Collectors.joining(", ", result.riskFactors().isEmpty() ? "" : ": ", ""));
  }
}
