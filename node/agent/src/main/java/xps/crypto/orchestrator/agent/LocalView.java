package xps.crypto.orchestrator.agent;

import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.bind.HealthProbe;
import xps.crypto.orchestrator.bind.ProbeAnswer;
import xps.crypto.orchestrator.bind.ProbeTarget;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * Asks a plan's probe on the node itself: a command of its owner's, or the very network probe that
 * the runner asks from outside, but that this machine's own addresses may be called.
 */
final class LocalView {
  private static final Duration LONGEST_PROBE = Duration.ofSeconds(60);

  private final SortedMap<String, OwnCommand> commands;
  private final SortedMap<String, String> words;
  private final HealthProbe network;

  /**
   * The view of a node.
   *
   * @param words what may stand in the braces of an address
   */
  LocalView(
      SortedMap<String, OwnCommand> commands,
      SortedMap<String, String> words,
      HealthProbe network) {
    this.commands = Collections.unmodifiableSortedMap(new TreeMap<>(commands));
    this.words = Collections.unmodifiableSortedMap(new TreeMap<>(words));
    this.network = network;
  }

  /**
   * Why the node isn't well; nothing when it is.
   *
   * @param runs all that is active: an answer may name nothing else
   */
  Optional<Problem> ask(OwnProbe probe, Set<Sha256> runs) throws InterruptedException {
    var patience = probe.timeout().compareTo(LONGEST_PROBE) < 0 ? probe.timeout() : LONGEST_PROBE;
    var command = probe.command();
    return command.isPresent() ? run(command.get(), patience) : call(probe, patience, runs);
  }

  private Optional<Problem> run(String name, Duration patience) throws InterruptedException {
    var command = Optional.ofNullable(commands.get(name));
    return command.isEmpty()
        ? Optional.of(failed("agent.yaml has no probe " + name + " any more"))
        : command.get().run(patience).map(why -> failed("the probe " + name + " " + why));
  }

  private Optional<Problem> call(OwnProbe probe, Duration patience, Set<Sha256> runs) {
    return switch (probe.target(words)) {
      case Outcome.Refused<ProbeTarget>(var problems) -> Optional.of(problems.getFirst());
      case Outcome.Ok<ProbeTarget>(var target, _) ->
          switch (network.ask(target, patience)) {
            case ProbeAnswer.Passed(var named) when runs.containsAll(named) -> Optional.empty();
            case ProbeAnswer.Passed _ ->
                Optional.of(failed("the answer names another version than the one that is active"));
            case ProbeAnswer.Failed(var problem) -> Optional.of(problem);
          };
    };
  }

  private static Problem failed(String why) {
    return Problem.of(Code.PROBE_FAILED, why, "health_check.probe");
  }
}
