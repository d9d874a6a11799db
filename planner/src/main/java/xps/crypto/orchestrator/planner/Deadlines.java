package xps.crypto.orchestrator.planner;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** Whose time is up when: a tick looks at those and at nobody else. */
final class Deadlines {
  private final NavigableSet<NodeRun> nodes =
      new TreeSet<>(
          Comparator.comparing((NodeRun node) -> node.due).thenComparing(node -> node.id));

  /** Gives the node so long, beginning then. */
  void set(NodeRun node, Instant from, Duration patience) {
    clear(node);
    node.dueFrom = from;
    node.due = from.plus(patience);
    nodes.add(node);
  }

  void clear(NodeRun node) {
    if (!node.due.equals(Instant.MAX)) {
      nodes.remove(node);
      node.due = Instant.MAX;
    }
  }

  /** Takes the next one whose time was up before now. */
  Optional<NodeRun> poll(Instant now) {
    if (nodes.isEmpty() || !now.isAfter(nodes.getFirst().due)) {
      return Optional.empty();
    }
    var node = nodes.getFirst();
    clear(node);
    return Optional.of(node);
  }

  Optional<Instant> next() {
    return nodes.isEmpty() ? Optional.empty() : Optional.of(nodes.getFirst().due);
  }

  /** Gives everybody as much time more as was lost since then; who came later lost less. */
  void stoodStill(Instant from, Instant to) {
    for (var node : all()) {
      var begin = node.dueFrom.isAfter(from) ? node.dueFrom : from;
      var patience = Duration.between(node.dueFrom, node.due);
      set(node, node.dueFrom.plus(Duration.between(begin, to)), patience);
    }
  }

  List<NodeRun> all() {
    return List.copyOf(nodes);
  }
}
