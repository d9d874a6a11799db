package xps.crypto.orchestrator.planner;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Whose time is up when: a tick looks at those and at nobody else.
 *
 * <p>Whoever gets more time, or needs none any more, isn't looked for: what was written down of it
 * is passed over when its turn comes. Most time is given in the order in which it runs out, which
 * costs next to nothing here.
 */
final class Deadlines {
  private static final Comparator<Due> ORDER =
      Comparator.comparing(Due::at).thenComparingInt(due -> due.node().number);

  private final PriorityQueue<Due> queue = new PriorityQueue<>(ORDER);

  private record Due(Instant at, NodeRun node) {
    boolean holds() {
      return node.due.equals(at);
    }
  }

  /** Gives the node so long, beginning then. */
  void set(NodeRun node, Instant from, Duration patience) {
    node.dueFrom = from;
    var due = from.plus(patience);
    if (!due.equals(node.due)) {
      node.due = due;
      queue.add(new Due(due, node));
    }
  }

  void clear(NodeRun node) {
    node.due = Instant.MAX;
  }

  /** Takes the next one whose time was up before now. */
  Optional<NodeRun> poll(Instant now) {
    var next = first();
    if (next.isEmpty() || !now.isAfter(next.get().at())) {
      return Optional.empty();
    }
    var node = next.get().node();
    clear(node);
    return Optional.of(node);
  }

  Optional<Instant> next() {
    return first().map(Due::at);
  }

  private Optional<Due> first() {
    while (!queue.isEmpty() && !queue.element().holds()) {
      queue.remove();
    }
    return Optional.ofNullable(queue.peek());
  }

  /** Gives everybody as much time more as was lost since then; who came later lost less. */
  void stoodStill(Instant from, Instant to) {
    for (var node : all()) {
      var begin = node.dueFrom.isAfter(from) ? node.dueFrom : from;
      var patience = Duration.between(node.dueFrom, node.due);
      set(node, node.dueFrom.plus(Duration.between(begin, to)), patience);
    }
  }

  /** Everybody of whom something is expected, in the order in which their time runs out. */
  List<NodeRun> all() {
    return queue.stream().filter(Due::holds).sorted(ORDER).map(Due::node).distinct().toList();
  }
}
