package xps.crypto.orchestrator.planner;

import java.time.Duration;
import java.util.List;
import xps.crypto.orchestrator.document.Code;

/** The transitions of nodes that were told something; {@link Rollout} has the table. */
final class NodeSteps {
  /** Without a health check a node gets this long, the default of {@code health_check.deadline}. */
  static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(60);

  /** How often a node's time may begin anew because the runner was restarted. */
  private static final int MOST_RENEWALS = 10;

  private final RolloutState state;
  private final List<Command> commands;
  private final Failures failures;

  NodeSteps(RolloutState state, List<Command> commands) {
    this.state = state;
    this.commands = commands;
    this.failures = new Failures(state, commands);
  }

  void start(NodeRun node) {
    move(node, NodeStage.STARTED);
    commands.add(new Command.Start(node.wave, node.id));
  }

  void reported(NodeRun node, Event.Reported report) {
    if (node.stage == NodeStage.WAITING) {
      node.ranBefore = report.runsWanted();
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
      case ROLLBACK_FAILED -> failures.lost(node, report.detail());
    }
  }

  private void runs(NodeRun node, boolean runsWanted) {
    if (!runsWanted) {
      return;
    }
    var takenForUntouched =
        node.stage == NodeStage.ROLLED_BACK
            || node.back
            || (node.stage == NodeStage.FAILED && !node.changed);
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
      failures.lost(node, "it runs the new version, and the plan knows no way back");
    }
  }

  private void activated(NodeRun node) {
    if (node.stage != NodeStage.STARTED) {
      return;
    }
    node.changed = true;
    node.changedAt = state.now;
    node.isWatchedAnew();
    move(node, NodeStage.ACTIVE);
    announce(new Command.Note.NodeActive(node.wave, node.id));
    commands.add(new Command.StartProbing(node.id));
    if (state.plan.plan().healthCheck().isEmpty()) {
      healthyWhenBothSay(node);
    }
  }

  void probed(NodeRun node, Event.ProbeAnswered probe) {
    var check = state.plan.plan().healthCheck();
    if (check.isEmpty()) {
      return;
    }
    if (node.stage == NodeStage.WAITING) {
      before(node, probe);
    } else if (probe.at().isBefore(node.since)) {
      // Asked before it came to be in this stage: that is no evidence of anything.
      return;
    } else if (node.stage == NodeStage.ACTIVE) {
      if (isGood(node, probe.ok() && probe.runsWanted(), check.get())) {
        healthyWhenBothSay(node);
      } else if (node.failures >= check.get().failures()) {
        failures.fail(node, Code.PROBE_FAILED, probe.detail(), Plan.Rollback.Cause.PROBE_FAILED);
      }
    } else if (node.stage == NodeStage.HEALTHY) {
      watched(node, probe, check.get());
    } else if (node.back) {
      if (isGood(node, probe.ok() && !probe.runsWanted(), check.get())) {
        isBack(node);
      } else if (node.failures >= check.get().failures()) {
        failures.lost(node, "it went back, and isn't well there: " + probe.detail());
      }
    }
  }

  /** It was healthy, and its wave bakes: that is when slow poison shows. */
  private void watched(NodeRun node, Event.ProbeAnswered probe, Plan.HealthCheck check) {
    if (!node.changed || !state.waves.get(node.wave).isWatched()) {
      return;
    }
    isGood(node, probe.ok() && probe.runsWanted(), check);
    if (node.failures >= check.failures()) {
      failures.fail(node, Code.PROBE_FAILED, probe.detail(), Plan.Rollback.Cause.PROBE_FAILED);
    }
  }

  /** Counts an answer; whether there have been enough good ones in a row. */
  private boolean isGood(NodeRun node, boolean good, Plan.HealthCheck check) {
    if (good) {
      node.successes++;
      node.failures = 0;
      node.seenWell = true;
      return node.successes >= check.successes();
    }
    node.successes = 0;
    // What restarts fails at first; once it was well there is no excuse.
    if (node.seenWell || !state.isInGrace(node)) {
      node.failures++;
    }
    return false;
  }

  /** Nothing was done to it yet: what is wrong with it isn't the patch. */
  private void before(NodeRun node, Event.ProbeAnswered probe) {
    node.ranBefore = probe.ok() && probe.runsWanted();
    node.failures = probe.ok() ? 0 : node.failures + 1;
    // One answer that didn't come is no sickness: it takes as many as of a patched node.
    boolean isSick =
        !probe.ok()
            && (node.sick
                || node.failures >= state.plan.plan().healthCheck().orElseThrow().failures());
    if (node.sick == isSick) {
      return;
    }
    Turnstile.change(state, node, run -> run.sick = isSick);
    if (node.sick) {
      announce(new Command.Note.NodeSick(node.wave, node.id, probe.detail()));
    }
    node.line.sickOrNot(node);
  }

  private void healthyWhenBothSay(NodeRun node) {
    var check = state.plan.plan().healthCheck();
    var outside =
        check.isEmpty() || check.get().isLocal() || node.successes >= check.get().successes();
    if (outside && (node.insideHealthy || check.isEmpty())) {
      var wave = state.waves.get(node.wave);
      if (!wave.isWatched()) {
        commands.add(new Command.StopProbing(node.id));
      }
      move(node, NodeStage.HEALTHY);
      node.failures = 0;
      wave.grow();
      announce(new Command.Note.NodeHealthy(node.wave, node.id));
      failures.judgeAnew(node);
    }
  }

  /** It said no, or failed before anything was changed: there is nothing to undo. */
  private void untouched(NodeRun node, Event.Reported report) {
    if (node.stage != NodeStage.STARTED) {
      return;
    }
    failures.remember(
        node, report.code().isEmpty() ? Code.STAGE_FAILED.name() : report.code(), report.detail());
    move(node, NodeStage.FAILED);
    // Takes the order back: a node that starts anew would judge it again, and might follow it.
    commands.add(new Command.RollBack(node.wave, node.id));
    failures.spread(node);
  }

  /**
   * It was told to go back before it had gone anywhere: the order is refused, and the old version
   * runs. Where the new one runs and this rollout never saw it put there, it ran it before; else it
   * doesn't leave it.
   */
  private void nothingToUndo(NodeRun node, Event.Reported report) {
    if (!report.runsWanted()) {
      if (!node.back) {
        isBack(node);
      }
    } else if (node.ranBefore && !node.swapped && !node.hasFailed()) {
      move(node, NodeStage.HEALTHY);
      hasEnded(node);
    } else {
      failures.lost(node, report.code() + ", " + report.detail());
    }
  }

  /** It says that it has gone back: by an order, or by itself. */
  private void back(NodeRun node, Event.Reported report) {
    var byItself = node.stage == NodeStage.STARTED || node.stage == NodeStage.ACTIVE;
    if (!byItself && node.stage != NodeStage.ROLLING_BACK && node.stage != NodeStage.HEALTHY) {
      return;
    }
    if (node.back) {
      return;
    }
    var first = node.stage != NodeStage.ROLLING_BACK;
    if (first) {
      failures.remember(
          node,
          report.code().isEmpty() ? Code.PROBE_FAILED.name() : report.code(),
          report.detail());
    }
    if (isSeenFromOutside() && !node.sick) {
      move(node, NodeStage.ROLLING_BACK);
      node.back = true;
      node.isWatchedAnew();
      commands.add(new Command.StartProbing(node.id));
    } else {
      isBack(node);
    }
    if (first) {
      failures.spread(node);
    }
  }

  private boolean isSeenFromOutside() {
    return state.plan.plan().healthCheck().filter(check -> !check.isLocal()).isPresent();
  }

  private void isBack(NodeRun node) {
    node.back = false;
    commands.add(new Command.StopProbing(node.id));
    move(node, NodeStage.ROLLED_BACK);
    announce(new Command.Note.NodeRolledBack(node.wave, node.id));
    hasEnded(node);
  }

  /** Who went back without a fault of its own counts among those that have finished. */
  private void hasEnded(NodeRun node) {
    if (!node.hasFailed()) {
      failures.judgeAnew(node);
    }
  }

  /**
   * While no runner was there nobody could report to it: the time starts anew. Not for ever: a
   * runner that is started again and again keeps nobody in the middle.
   */
  void watchedAgain() {
    for (var node : state.deadlines.all()) {
      if (node.renewed++ >= MOST_RENEWALS) {
        continue;
      }
      node.since = state.now;
      if (node.stage != NodeStage.WAITING) {
        node.failures = 0;
      }
      var patience =
          node.stage == NodeStage.WAITING ? state.plan.plan().offline().patience() : state.deadline;
      state.deadlines.set(node, state.now, patience);
    }
    for (var wave : state.waves) {
      wave.away.forEach(node -> node.since = state.now);
      wave.stoodStill(state.now);
    }
  }

  /** Looks at those whose time is up, and at nobody else. */
  void timeHasPassed() {
    var attendance = new Attendance(state, commands);
    for (var due = state.deadlines.poll(state.now);
        due.isPresent();
        due = state.deadlines.poll(state.now)) {
      var node = due.get();
      switch (node.stage) {
        case WAITING -> attendance.isMissed(node);
        case STARTED, ACTIVE ->
            failures.fail(
                node,
                node.connected ? Code.PROBE_TIMEOUT : Code.AGENT_LOST,
                "not healthy within " + state.deadline.toSeconds() + " s",
                Plan.Rollback.Cause.PROBE_TIMEOUT);
        case ROLLING_BACK ->
            failures.lost(
                node,
                (node.back ? "not well there within " : "not back within ")
                    + state.deadline.toSeconds()
                    + " s");
        case HEALTHY, ROLLED_BACK, FAILED, SKIPPED, NEEDS_PERSON -> {}
      }
    }
    for (var wave : state.waves) {
      if (wave.hasStoodStill(state.now, state.plan.plan().offline().patience())) {
        attendance.standsStill(wave);
      }
    }
  }

  private void move(NodeRun node, NodeStage to) {
    Turnstile.move(state, node, to);
  }

  private void announce(Command.Note note) {
    commands.add(new Command.Announce(note));
  }
}
