package xps.crypto.orchestrator.planner;

import java.util.Comparator;
import java.util.List;

/** How nodes are told to go back: one, a wave, or everything that a rollout has changed. */
final class WayBack {
  private final RolloutState state;
  private final List<Command> commands;

  WayBack(RolloutState state, List<Command> commands) {
    this.state = state;
    this.commands = commands;
  }

  /** Tells one node to go back. */
  void of(NodeRun node) {
    commands.add(new Command.StopProbing(node.id));
    node.back = false;
    Turnstile.move(state, node, NodeStage.ROLLING_BACK);
    commands.add(new Command.RollBack(node.wave, node.id));
  }

  /**
   * Each failure undoes its own scope: waves that run side by side may fail one after the other.
   */
  void after(NodeRun node) {
    var rollback = state.plan.plan().rollback();
    var causes = rollback.map(Plan.Rollback::on).orElse(List.of());
    if (rollback.isEmpty()
        || causes.stream().noneMatch(cause -> Causes.isCause(cause, node.code))) {
      return;
    }
    switch (rollback.get().scope()) {
      case NODE -> {}
      case WAVE -> ofAll(changedNodes(node.wave));
      case ALL -> ofAll(changedNodes());
    }
  }

  /**
   * Guard doesn't allow any more what has begun in this wave, and the plan takes that back. No node
   * has failed: with {@code scope: node} the rollout just stops.
   */
  void afterNo(int wave, String reason) {
    state.halt(reason);
    commands.add(new Command.Announce(new Command.Note.Halted(reason)));
    switch (state.plan.plan().rollback().orElseThrow().scope()) {
      case NODE -> {}
      case WAVE -> ofAll(changedNodes(wave));
      case ALL -> ofAll(changedNodes());
    }
  }

  /** Everything that this rollout has changed, because somebody wants it. */
  void ofRollout(String reason) {
    state.halt(reason);
    commands.add(new Command.Announce(new Command.Note.Halted(reason)));
    ofAll(changedNodes());
  }

  /** All at once; or, where the plan says so, those that are healthy one after the other. */
  private void ofAll(List<NodeRun> nodes) {
    var staged = state.plan.plan().rollback().map(Plan.Rollback::staged).orElse(false);
    nodes.stream().filter(node -> !staged || node.stage != NodeStage.HEALTHY).forEach(this::of);
    if (staged) {
      nodes.stream()
          .filter(node -> node.stage == NodeStage.HEALTHY)
          .sorted(
              Comparator.comparingInt((NodeRun node) -> node.wave)
                  .thenComparing(node -> node.since)
                  .thenComparing(node -> node.id))
          .forEach(node -> state.goingBack.add(node.id));
      goBackFurther();
    }
  }

  /** Those that were last go first, each wave's under its own limit. */
  void goBackFurther() {
    while (!state.goingBack.isEmpty()) {
      var node = state.node(state.goingBack.getLast());
      var wave = state.waves.get(node.wave);
      boolean goes = node.stage == NodeStage.HEALTHY && !staysByNow(node);
      if (goes && wave.inFlight >= wave.wave.concurrency()) {
        return;
      }
      state.goingBack.removeLast();
      if (goes) {
        of(node);
      }
    }
  }

  private List<NodeRun> changedNodes() {
    return state.waves.stream().flatMap(wave -> changedNodes(wave.wave.index()).stream()).toList();
  }

  /**
   * What runs the new version, or may be about to: told nodes that haven't answered are told to go
   * back as well.
   */
  private List<NodeRun> changedNodes(int wave) {
    return state.waves.get(wave).wave.nodes().stream()
        .map(state::node)
        .filter(node ->
            switch (node.stage) {
              case STARTED, ACTIVE -> true;
              case HEALTHY, FAILED -> node.changed && !staysByNow(node);
              case WAITING, ROLLING_BACK, ROLLED_BACK, SKIPPED, NEEDS_PERSON -> false;
            })
        .toList();
  }

  /** Past its horizon a node refuses: it is told nothing, and whoever wants it back is. */
  private boolean staysByNow(NodeRun node) {
    if (!state.isCommitted(node)) {
      return false;
    }
    var reason =
        "committed since %s: going back is approved like going forward"
            .formatted(node.changedAt.plus(state.horizon));
    commands.add(new Command.Announce(new Command.Note.NodeCommitted(node.wave, node.id, reason)));
    return true;
  }
}
