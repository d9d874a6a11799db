package xps.crypto.orchestrator.planner;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * Nodes of a wave that the same limits hold up: where the first may not be started, nobody behind
 * it may.
 */
final class Line {
  private final WaveRun wave;

  /** Its place among the lines of its wave. */
  final int number;

  final List<Limit> limits;

  /** Who waits and has a connection, in the order in which they are started. */
  final SequencedSet<NodeRun> nodes = new LinkedHashSet<>();

  Line(WaveRun wave, int number, List<Limit> limits) {
    this.wave = wave;
    this.number = number;
    this.limits = List.copyOf(limits);
  }

  /** Of them, who was unhealthy before: they may go where a healthy one may not. */
  private final SequencedSet<NodeRun> sick = new LinkedHashSet<>();

  void add(NodeRun node) {
    nodes.addLast(node);
    sickOrNot(node);
  }

  void remove(NodeRun node) {
    nodes.remove(node);
    sickOrNot(node);
  }

  void sickOrNot(NodeRun node) {
    if (node.sick && nodes.contains(node)) {
      sick.addLast(node);
    } else {
      sick.remove(node);
    }
    lookAgain();
  }

  /** Who can be started; nobody while the limits forbid it. */
  Optional<NodeRun> next() {
    if (!nodes.isEmpty() && !isHeldUp(nodes.getFirst())) {
      return Optional.of(nodes.getFirst());
    }
    return sick.isEmpty() || isHeldUp(sick.getFirst())
        ? Optional.empty()
        : Optional.of(sick.getFirst());
  }

  /** Something has changed by which it may go on. */
  void lookAgain() {
    wave.ready.add(this);
  }

  private boolean isHeldUp(NodeRun node) {
    for (var limit : limits) {
      if (limit.forbids(node)) {
        return true;
      }
    }
    return false;
  }
}
