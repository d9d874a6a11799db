package xps.crypto.orchestrator.bind;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import xps.crypto.orchestrator.planner.Command;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** Tells people what became so, a line each. Who comes late hears first what was said. */
final class Progress {

  /** What a latecomer hears at most. */
  private static final int REMEMBERED = 1_000;

  private final RolloutPlan plan;
  private final Deque<String> said = new ArrayDeque<>();
  private final List<Consumer<String>> listeners = new ArrayList<>();

  Progress(RolloutPlan plan) {
    this.plan = plan;
  }

  synchronized void add(Consumer<String> listener) {
    said.forEach(listener);
    listeners.add(listener);
  }

  void tell(Command.Note note) {
    say(line(note));
  }

  synchronized void say(String line) {
    if (said.size() == REMEMBERED) {
      said.remove();
    }
    said.add(line);
    listeners.forEach(listener -> listener.accept(line));
  }

  private String line(Command.Note note) {
    return switch (note) {
      case Command.Note.WaveWaits(int wave, var reasons) ->
          name(wave) + " waits: " + String.join("; ", reasons);
      case Command.Note.WaveOpened(int wave) ->
          name(wave) + " begins, " + plan.waves().get(wave).nodes().size() + " nodes";
      case Command.Note.WaveBakes(int wave) -> name(wave) + " is done, and is being watched";
      case Command.Note.WavePassed(int wave) -> name(wave) + " has passed";
      case Command.Note.NodeSick(int wave, var node, var detail) ->
          at(wave, node) + "was unhealthy before it was touched: " + detail;
      case Command.Note.NodeActive(int wave, var node) -> at(wave, node) + "runs the new version";
      case Command.Note.NodeHealthy(int wave, var node) -> at(wave, node) + "is healthy";
      case Command.Note.NodeFailed(int wave, var node, var code, var detail) ->
          at(wave, node) + "failed: " + code + ", " + detail;
      case Command.Note.NodeRolledBack(int wave, var node) -> at(wave, node) + "is rolled back";
      case Command.Note.NodeSkipped(int wave, var node, var reason) ->
          at(wave, node) + "is left out: " + reason;
      case Command.Note.NodeCommitted(int wave, var node, var reason) ->
          at(wave, node) + "stays: " + reason;
      case Command.Note.NodeLost(int wave, var node, var detail) ->
          at(wave, node) + "needs a person: " + detail;
      case Command.Note.Halted(var reason) -> "stopped: " + reason;
      case Command.Note.Paused(var reason) -> "paused: " + reason;
      case Command.Note.Resumed _ -> "goes on";
    };
  }

  private String at(int wave, String node) {
    return name(wave) + "  " + node + " ";
  }

  private String name(int wave) {
    return plan.waves().get(wave).name();
  }
}
