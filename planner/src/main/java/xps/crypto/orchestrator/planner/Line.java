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

  /** Whether its wave looks at it. */
  private boolean isReady;

  /** Who waits and has a connection, in the order in which they are started. */
  final NodeQueue nodes = new NodeQueue();

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
    var first = nodes.first();
    if (first.isPresent() && !isHeldUp(first.get())) {
      return first;
    }
    return sick.isEmpty() || isHeldUp(sick.getFirst())
        ? Optional.empty()
        : Optional.of(sick.getFirst());
  }

  int wave() {
    return wave.wave.index();
  }

  /** Something has changed by which it may go on. */
  void lookAgain() {
    if (!isReady) {
      isReady = true;
      wave.ready.add(this);
    }
  }

  /**
   * It can't go on now: whatever holds it up wakes it, and room that it can't use is for others.
   */
  void standsBack() {
    isReady = false;
    wave.ready.remove(this);
    for (var limit : limits) {
      if (forbidsWhoIsNext(limit)) {
        limit.waiters().add(this);
      }
    }
    for (var limit : limits) {
      if (!forbidsWhoIsNext(limit)) {
        limit.waiters().wakeOne();
      }
    }
  }

  private boolean forbidsWhoIsNext(Limit limit) {
    return nodes.first().filter(limit::forbids).isPresent()
        || (!sick.isEmpty() && limit.forbids(sick.getFirst()));
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
