package xps.crypto.orchestrator.cli.demo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.audit.Result;
import xps.crypto.orchestrator.planner.Command;

/**
 * What a simulation foretells of a rollout, and what is told of it afterwards: one is held against
 * the other.
 *
 * @param waves in the order in which their first nodes got the patch
 * @param mostAway nodes that were on their way at once
 */
record Outline(List<WaveCount> waves, long mostAway) {
  /** A wave, and how many nodes of it got the patch. */
  record WaveCount(String name, long count) {}

  Outline {
    waves = List.copyOf(waves);
  }

  /** Of what {@code plan simulate --json} says. */
  static Outline foretold(Xps.Ran simulation) {
    var waves =
        simulation.list("waves").stream()
            .map(wave -> new Xps.Ran(0, wave))
            .map(wave -> new WaveCount(wave.text("name"), Long.parseLong(wave.text("count"))))
            .toList();
    return new Outline(waves, Long.parseLong(simulation.text("max_unavailable")));
  }

  /** Of what the audit log says of nodes, and the journal of commands. */
  static Outline happened(Records records, List<Command> commands) {
    var counts = new LinkedHashMap<String, Long>();
    for (var record : records.with(Action.APPLY, Result.SUCCESS)) {
      counts.merge(record.wave().orElse(""), 1L, Long::sum);
    }
    var waves = new ArrayList<WaveCount>();
    counts.forEach((name, count) -> waves.add(new WaveCount(name, count)));
    return new Outline(waves, mostAway(commands));
  }

  /** A node is on its way from its order until it is seen well. */
  private static long mostAway(List<Command> commands) {
    var away = new HashSet<String>();
    int most = 0;
    for (var command : commands) {
      if (command instanceof Command.Start(var _, var node)) {
        away.add(node);
        most = Math.max(most, away.size());
      } else if (command instanceof Command.Announce(Command.Note.NodeHealthy(var _, var node))) {
        away.remove(node);
      }
    }
    return most;
  }

  /** In a line. */
  String inShort() {
    return waves.stream()
            .map(wave -> wave.name() + " " + wave.count())
            .collect(Collectors.joining(", "))
        + "; at most "
        + mostAway
        + " away at once";
  }
}
