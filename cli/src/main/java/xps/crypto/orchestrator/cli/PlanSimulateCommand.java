package xps.crypto.orchestrator.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.planner.Simulation;
import xps.crypto.orchestrator.planner.SimulationOptions;

/** {@code xps plan simulate PLAN}. */
final class PlanSimulateCommand implements Command {
  /** They need the engine with a model of the fleet; to pass them over would be to lie. */
  private static final Map<String, String> LATER =
      new TreeMap<>(
          Map.of(
              "--runs", "N",
              "--start", "TIME",
              "--policy", "FILE",
              "--model", "FILE",
              "--html", "FILE"));

  @Override
  public void describe(CommandSpec spec) {
    var options = new Options(spec);
    PlanCheckCommand.describe(options);
    options.optional("--seed", "S", "The seed of every draw, a whole number; else 1.");
    LATER.forEach(options::hidden);
  }

  @Override
  public Answer run(Call call) {
    Outcome.unless(
            LATER.keySet().stream()
                .filter(name -> call.optional(name).isPresent())
                .map(Usage::later)
                .toList(),
            () -> call)
        .orThrow();
    var usual = SimulationOptions.DEFAULT;
    long seed =
        call.parsed("--seed", "a whole number", PlanSimulateCommand::seed).orElse(usual.seed());
    var plan = PlanCheckCommand.plan(call);
    var simulation =
        plan.simulate(new SimulationOptions(usual.startToProbe(), seed, usual.badNode()));
    return Answer.of(simulation.toJson(), report(simulation))
        .withFindings(PlanCheckCommand.findings(plan));
  }

  private static Optional<Long> seed(String text) {
    try {
      return Optional.of(Long.valueOf(text));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  private static List<String> report(Simulation simulation) {
    var text = new ByteArrayOutputStream();
    simulation.printReport(new PrintStream(text, true, StandardCharsets.UTF_8));
    return text.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
