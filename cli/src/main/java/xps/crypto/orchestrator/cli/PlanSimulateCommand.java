package xps.crypto.orchestrator.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.RefusedException;
import xps.crypto.orchestrator.document.Source;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.planner.Calendar;
import xps.crypto.orchestrator.planner.FleetModel;
import xps.crypto.orchestrator.planner.Forecast;
import xps.crypto.orchestrator.planner.RolloutPlan;
import xps.crypto.orchestrator.planner.Simulation;
import xps.crypto.orchestrator.planner.SimulationOptions;

/** {@code xps plan simulate PLAN}. */
final class PlanSimulateCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    var options = new Options(spec);
    PlanCheckCommand.describe(options);
    options
        .optional("--runs", "N", "Simulate so many nights, and tell what they have in common.")
        .optional("--seed", "S", "The seed of every draw, a whole number; else 1.")
        .optional("--start", "TIME", "Begin then, and meet the windows of --policy.")
        .optional("--policy", "FILE", "The policy whose windows hold; with --start.")
        .optional("--model", "FILE", "How long nodes take, and how many fail or are offline.")
        .optional("--measured", "DIR", "The same, as the rollouts in this audit log have shown.")
        .optional("--html", "FILE", "Write the result as a page, too; never over another file.");
  }

  @Override
  public Answer run(Call call) throws IOException {
    var seed = call.parsed("--seed", "a whole number", PlanSimulateCommand::seed);
    var runs = call.number("--runs", 1, Forecast.MOST_RUNS);
    var plan = PlanCheckCommand.plan(call);
    var options = options(call, plan).withSeed(seed.orElse(SimulationOptions.DEFAULT.seed()));
    var simulation = plan.simulate(options);
    var forecast = runs.map(nights -> plan.forecast(options, nights));
    var page = call.optionalPath("--html");
    if (page.isPresent()) {
      Written.anew(page.get(), simulation.toHtml(forecast)).orThrow();
    }
    return Answer.of(json(simulation, forecast), report(simulation, forecast, page))
        .withFindings(findings(call, plan, options));
  }

  private static List<Problem> findings(Call call, RolloutPlan plan, SimulationOptions options) {
    var findings = new ArrayList<>(PlanCheckCommand.findings(plan));
    call.optionalPath("--model")
        .ifPresent(file -> findings.addAll(options.model().findings(plan, file.toString())));
    return findings;
  }

  private static SimulationOptions options(Call call, RolloutPlan plan) throws IOException {
    var options = SimulationOptions.DEFAULT;
    var model = call.optionalPath("--model");
    var log = call.optionalPath("--measured");
    if (log.isPresent() && model.isPresent()) {
      throw new RefusedException(
          List.of(
              new Problem(
                  Code.USAGE,
                  "--model and --measured both say how the fleet is",
                  "--measured",
                  "give one of them")));
    }
    if (model.isPresent()) {
      options =
          options.withModel(
              Source.read(model.get(), Code.PLAN_INVALID)
                  .flatMap(text -> FleetModel.parse(model.get().toString(), text))
                  .orThrow());
    }
    if (log.isPresent()) {
      options = options.withModel(FleetModel.measured(plan.fleet(), MeasuredNights.of(log.get())));
    }
    var start = call.time("--start");
    var policy = call.optionalPath("--policy");
    if (start.isPresent() != policy.isPresent()) {
      throw new RefusedException(
          List.of(
              new Problem(
                  Code.USAGE,
                  "--start and --policy belong together: when it begins, and which windows it meets",
                  start.isPresent() ? "--start" : "--policy",
                  "give both, or neither")));
    }
    if (start.isPresent()) {
      var windows =
          GateFiles.policy(policy.orElseThrow(), call.now(), call.clock()).orThrow().windows();
      var claims = Set.of(plan.patch().changeClass());
      options = options.withCalendar(new Calendar(start.get(), windows, claims));
    }
    return options;
  }

  private static Value.Obj json(Simulation simulation, Optional<Forecast> forecast) {
    if (forecast.isEmpty()) {
      return simulation.toJson();
    }
    var members = Value.object();
    simulation
        .toJson()
        .members()
        .forEach((name, value) -> {
          if (name.equals("abort_probability")) {
            members.put(name, Value.share(forecast.get().aborted(), forecast.get().runs()));
          } else {
            members.put(name, value);
          }
        });
    return members.put("forecast", forecast.get().toJson()).build();
  }

  private static Optional<Long> seed(String text) {
    try {
      return Optional.of(Long.valueOf(text));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  private static List<String> report(
      Simulation simulation, Optional<Forecast> forecast, Optional<Path> page) {
    var text = new ByteArrayOutputStream();
    simulation.printReport(new PrintStream(text, true, StandardCharsets.UTF_8));
    var lines = new ArrayList<>(text.toString(StandardCharsets.UTF_8).lines().toList());
    forecast.ifPresent(many -> {
      lines.add("");
      lines.addAll(many.report());
    });
    page.ifPresent(file -> lines.add("The page is " + file + "."));
    return lines;
  }
}
