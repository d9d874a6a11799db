package xps.crypto.orchestrator.planner;

import java.time.Duration;
import java.util.List;
import xps.crypto.orchestrator.document.Code;

/** The transitions of nodes; {@link Rollout} has the table. */
final class NodeSteps {
  /** Without a health check a node gets this long, the default of {@code health_check.deadline}. */
  static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(60);

  private final RolloutState state;
  private final List<Command> commands;

  NodeSteps(RolloutState state, List<Command> commands) {
    this.state = state;
    this.commands = commands;
  }

  /** Whether every limit lets the node start; a node without a connection has no seat. */
  boolean hasSeat(String id) {
    var node = state.nodes.get(id);
    if (node == null || node.stage != NodeStage.WAITING) {
      return true; // left out meanwhile: start drops it from the queue
    }
    if (!node.connected) {
      return false;
    }
    return Limits.of(state, node).isEmpty();
  }

  void start(String id) {
    var node = state.nodes.get(id);
    if (node == null || node.stage != NodeStage.WAITING) {
      return;
    }
    move(node, NodeStage.STARTED);
    commands.add(new Command.Start(node.wave, id));
  }

  void connected(String id, boolean connected) {
    var node = state.nodes.get(id);
    if (node == null || node.connected == connected) {
      return;
    }
    Turnstile.change(state, node, changed -> changed.connected = connected);
    if (node.stage != NodeStage.WAITING) {
      return;
    }
    node.since = state.now;
    var queue = state.waves.get(node.wave).queue(node.place);
    if (connected) {
      state.watched.remove(id);
      queue.addLast(id);
    } else {
      state.watched.add(id);
      queue.remove(id);
    }
  }

  void reported(Event.Reported report) {
    var node = state.nodes.get(report.node());
    if (node == null) {
      return;
    }
    switch (report.word()) {
      case REFUSED, FAILED -> {
        if (node.stage == NodeStage.ROLLING_BACK) {
          nothingToUndo(node, report);
        } else {
          untouched(node, report);
        }
      }
      case STAGING, ROLLING_BACK -> {}
      case ACTIVATING -> node.swapped = true;
      case ACTIVE -> {
        node.swapped = true;
        runs(node, report.runsWanted());
      }
      case HEALTHY -> {
        runs(node, report.runsWanted());
        if (node.stage == NodeStage.ACTIVE && report.runsWanted()) {
          node.insideHealthy = true;
          healthyWhenBothSay(node);
        }
      }
      case ROLLED_BACK -> back(node, report);
      case ROLLBACK_FAILED -> lost(node, report.detail());
    }
  }

  private void runs(NodeRun node, boolean runsWanted) {
    if (!runsWanted) {
      return;
    }
    var takenForUntouched =
        node.stage == NodeStage.ROLLED_BACK || (node.stage == NodeStage.FAILED && !node.changed);
    if (takenForUntouched) {
      resurfaced(node);
    } else {
      activated(node);
    }
  }

  /**
   * It runs the new version after all: its word to have left it, or never to have gone there, was
   * older than its deed. It isn't believed twice.
   */
  private void resurfaced(NodeRun node) {
    Turnstile.change(state, node, run -> run.changed = true);
    if (state.plan.plan().rollback().isPresent()) {
      new WayBack(state, commands).of(node);
    } else {
      lost(node, "it runs the new version, and the plan knows no way back");
    }
  }

  private void activated(NodeRun node) {
    if (node.stage == NodeStage.STARTED) {
      Turnstile.change(state, node, run -> run.changed = true);
      node.successes = 0;
      node.failures = 0;
      var since = node.since;
      move(node, NodeStage.ACTIVE);
      // The deadline runs from the start, not from each step on the way.
      node.since = since;
      announce(new Command.Note.NodeActive(node.wave, node.id));
      commands.add(new Command.StartProbing(node.id));
      if (state.plan.plan().healthCheck().isEmpty()) {
        healthyWhenBothSay(node);
      }
    }
  }

  void probed(Event.ProbeAnswered probe) {
    var node = state.nodes.get(probe.node());
    var check = state.plan.plan().healthCheck();
    if (node == null || node.stage != NodeStage.ACTIVE || check.isEmpty()) {
      return;
    }
    if (probe.ok() && probe.runsWanted()) {
      node.successes++;
      node.failures = 0;
      healthyWhenBothSay(node);
      return;
    }
    node.successes = 0;
    if (state.isInGrace(node)) {
      return;
    }
    node.failures++;
    if (node.failures >= check.get().failures()) {
      fail(node, Code.PROBE_FAILED, probe.detail(), Plan.Rollback.Cause.PROBE_FAILED);
    }
  }

  private void healthyWhenBothSay(NodeRun node) {
    var check = state.plan.plan().healthCheck();
    var outside = check.isEmpty() || node.successes >= check.get().successes();
    if (outside && (node.insideHealthy || check.isEmpty())) {
      commands.add(new Command.StopProbing(node.id));
      move(node, NodeStage.HEALTHY);
      announce(new Command.Note.NodeHealthy(node.wave, node.id));
    }
  }

  /** It said no, or failed before anything was changed: there is nothing to undo. */
  private void untouched(NodeRun node, Event.Reported report) {
    if (node.stage != NodeStage.STARTED) {
      return;
    }
    remember(
        node, report.code().isEmpty() ? Code.STAGE_FAILED.name() : report.code(), report.detail());
    move(node, NodeStage.FAILED);
    // Takes the order back: a node that starts anew would judge it again, and might follow it.
    commands.add(new Command.RollBack(node.wave, node.id));
    failed(node);
  }

  /**
   * It was told to go back before it had gone anywhere: the order is refused, and the old version
   * runs. Where the new one runs and this rollout never saw it put there, it ran it before; else it
   * doesn't leave it.
   */
  private void nothingToUndo(NodeRun node, Event.Reported report) {
    if (!report.runsWanted()) {
      back(node, report);
    } else if (node.swapped || node.hasFailed()) {
      lost(node, report.code() + ", " + report.detail());
    } else {
      move(node, NodeStage.HEALTHY);
    }
  }

  private void back(NodeRun node, Event.Reported report) {
    var byItself = node.stage == NodeStage.STARTED || node.stage == NodeStage.ACTIVE;
    if (!byItself && node.stage != NodeStage.ROLLING_BACK && node.stage != NodeStage.HEALTHY) {
      return;
    }
    if (node.stage != NodeStage.ROLLING_BACK) {
      remember(
          node,
          report.code().isEmpty() ? Code.PROBE_FAILED.name() : report.code(),
          report.detail());
    }
    var first = node.stage != NodeStage.ROLLING_BACK;
    commands.add(new Command.StopProbing(node.id));
    move(node, NodeStage.ROLLED_BACK);
    if (first) {
      failed(node);
    }
    announce(new Command.Note.NodeRolledBack(node.wave, node.id));
  }

  private void lost(NodeRun node, String detail) {
    if (node.stage == NodeStage.NEEDS_PERSON || node.stage == NodeStage.WAITING) {
      return;
    }
    var first = !node.hasFailed();
    remember(node, Code.ROLLBACK_FAILED.name(), detail);
    commands.add(new Command.StopProbing(node.id));
    move(node, NodeStage.NEEDS_PERSON);
    announce(new Command.Note.NodeLost(node.wave, node.id, detail));
    if (first) {
      failed(node);
    }
  }

  /** While no runner was there nobody could report to it: the time starts anew. */
  void watchedAgain() {
    for (var id : state.watched) {
      state.node(id).since = state.now;
      state.node(id).failures = 0;
    }
  }

  /** Looks at everybody whose time may be up. */
  void timeHasPassed() {
    for (var id : List.copyOf(state.watched)) {
      var node = state.node(id);
      switch (node.stage) {
        case WAITING -> offline(node);
        case STARTED, ACTIVE -> {
          if (isOver(node)) {
            var cause = node.connected ? Code.PROBE_TIMEOUT : Code.AGENT_LOST;
            fail(
                node,
                cause,
                "not healthy within " + deadline().toSeconds() + " s",
                Plan.Rollback.Cause.PROBE_TIMEOUT);
          }
        }
        case ROLLING_BACK -> {
          if (isOver(node)) {
            lost(node, "not back within " + deadline().toSeconds() + " s");
          }
        }
        case HEALTHY, ROLLED_BACK, FAILED, SKIPPED, NEEDS_PERSON -> {}
      }
    }
  }

  private boolean isOver(NodeRun node) {
    return state.now.isAfter(node.since.plus(deadline()));
  }

  private Duration deadline() {
    return state.plan.plan().healthCheck().map(Plan.HealthCheck::deadline).orElse(DEFAULT_DEADLINE);
  }

  private void offline(NodeRun node) {
    var offline = state.plan.plan().offline();
    var open = state.waves.get(node.wave).stage == WaveRun.Stage.OPEN;
    if (node.connected || !open || !state.now.isAfter(node.since.plus(offline.patience()))) {
      return;
    }
    var reason = "not connected for " + offline.patience().toSeconds() + " s";
    if (offline.skip()) {
      skip(node.id, reason);
    } else {
      remember(node, Code.AGENT_LOST.name(), reason);
      move(node, NodeStage.FAILED);
      failed(node);
    }
  }

  void skip(String id, String reason) {
    var node = state.nodes.get(id);
    if (node == null || node.stage != NodeStage.WAITING) {
      return;
    }
    state.waves.get(node.wave).queue(node.place).remove(id);
    move(node, NodeStage.SKIPPED);
    node.detail = reason;
    announce(new Command.Note.NodeSkipped(node.wave, id, reason));
  }

  private void fail(NodeRun node, Code code, String detail, Plan.Rollback.Cause cause) {
    remember(node, code.name(), detail);
    if (Causes.isCovered(cause, state.plan.plan().rollback())) {
      new WayBack(state, commands).of(node);
    } else {
      commands.add(new Command.StopProbing(node.id));
      move(node, NodeStage.FAILED);
    }
    failed(node);
  }

  private void remember(NodeRun node, String code, String detail) {
    if (!node.hasFailed()) {
      Turnstile.change(state, node, changed -> changed.code = code);
      node.detail = detail;
      announce(new Command.Note.NodeFailed(node.wave, node.id, code, detail));
    }
  }

  /** What a failure means for the others. */
  private void failed(NodeRun node) {
    var verdict = new Tolerance(state).of(node);
    if (verdict == Tolerance.Verdict.GOES_ON) {
      return;
    }
    if (verdict == Tolerance.Verdict.ENDS_DOMAIN) {
      end(node.place.domain());
    } else if (state.mode != RolloutState.Mode.HALTED) {
      state.mode = RolloutState.Mode.HALTED;
      state.reason = node.id + ": " + node.code + ", " + node.detail;
      announce(new Command.Note.Halted(state.reason));
    }
    new WayBack(state, commands).after(node);
  }

  /** Nobody of the domain who waits is started any more. */
  private void end(String domain) {
    if (!state.ended.add(domain)) {
      return;
    }
    state.nodes.values().stream()
        .filter(node -> node.stage == NodeStage.WAITING && node.place.domain().equals(domain))
        .forEach(node -> skip(node.id, "too many nodes of " + domain + " failed"));
  }

  private void move(NodeRun node, NodeStage to) {
    Turnstile.move(state, node, to);
  }

  private void announce(Command.Note note) {
    commands.add(new Command.Announce(note));
  }
}
