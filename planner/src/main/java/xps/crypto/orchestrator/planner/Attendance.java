package xps.crypto.orchestrator.planner;

import java.util.List;
import xps.crypto.orchestrator.document.Code;

/** Who is there, who isn't, and who isn't waited for any more. */
final class Attendance {
  private final RolloutState state;
  private final List<Command> commands;

  Attendance(RolloutState state, List<Command> commands) {
    this.state = state;
    this.commands = commands;
  }

  void connected(NodeRun node, boolean connected) {
    if (node.connected == connected) {
      return;
    }
    var wave = state.waves.get(node.wave);
    boolean waits = node.stage == NodeStage.WAITING;
    Turnstile.change(state, node, changed -> changed.connected = connected);
    if (connected) {
      cameBack(node, wave, waits);
    } else if (waits) {
      node.since = state.now;
      node.line.remove(node);
      wave.away.addLast(node);
      expect(node, wave);
    }
  }

  private void cameBack(NodeRun node, WaveRun wave, boolean waits) {
    if (node.gone) {
      writeOff(node, false);
    }
    if (waits) {
      node.since = state.now;
      wave.away.remove(node);
      state.deadlines.clear(node);
      node.line.add(node);
    } else if (node.missed
        && !node.caughtUp
        && state.takesStragglers()
        && !state.ended.contains(node.domain)) {
      catchUp(node, wave);
    }
  }

  /**
   * A node that was left out because it wasn't there is there again: it gets its turn, by guard's
   * leave, and once; what was built on its wave stays.
   */
  private void catchUp(NodeRun node, WaveRun wave) {
    node.caughtUp = true;
    node.missed = false;
    Turnstile.move(state, node, NodeStage.WAITING);
    node.line.add(node);
    switch (wave.stage) {
      // Guard may have said no to the open wave when it had nobody left to start.
      case OPEN, BAKING, PASSED -> {
        wave.stage = WaveRun.Stage.WAITING;
        wave.since = state.now;
      }
      case WAITING, ASKED, DENIED -> {}
    }
  }

  /** From now on its absence counts, if its wave is open. */
  private void expect(NodeRun node, WaveRun wave) {
    if (wave.stage == WaveRun.Stage.OPEN) {
      state.deadlines.set(node, node.since, state.plan.plan().offline().patience());
    }
  }

  /** A wave was opened or closed: those who aren't there are waited for, or not. */
  void expectThoseAway(WaveRun wave) {
    wave.away.forEach(state.deadlines::clear);
    wave.away.forEach(node -> expect(node, wave));
  }

  /** A node that waits and isn't there has been waited for long enough. */
  void isMissed(NodeRun node) {
    var wave = state.waves.get(node.wave);
    var offline = state.plan.plan().offline();
    var reason = "not connected for " + offline.patience().toSeconds() + " s";
    if (offline.skip()) {
      leaveOut(node, reason);
      node.missed = true;
    } else {
      wave.away.remove(node);
      var failures = new Failures(state, commands);
      failures.remember(node, Code.AGENT_LOST.name(), reason);
      Turnstile.move(state, node, NodeStage.FAILED);
      failures.spread(node);
    }
  }

  /**
   * Nobody is under way, and whoever waits is held up by nodes that are out for good: the wave
   * isn't stopped by them for ever.
   */
  void standsStill(WaveRun wave) {
    var patience = state.plan.plan().offline().patience();
    for (var line : wave.lines) {
      for (var node : line.nodes.stream().toList()) {
        // Whom nobody holds up any more starts now.
        line.limits.stream()
            .filter(one -> one.forbids(node))
            .findFirst()
            .ifPresent(limit ->
                leaveOut(
                    node,
                    "held up for %d s: %s".formatted(patience.toSeconds(), limit.reason(node))));
      }
    }
  }

  /** An operator doesn't want the node in this rollout, or knows that it won't come back. */
  void skip(NodeRun node, String reason) {
    if (node.stage == NodeStage.WAITING) {
      leaveOut(node, reason);
    } else if (node.missed) {
      node.missed = false;
      node.detail = reason;
      commands.add(new Command.Announce(new Command.Note.NodeSkipped(node.wave, node.id, reason)));
    } else if (node.stage.isInFlight() && !node.connected) {
      new Failures(state, commands).givenUp(node, "given up, " + reason);
      writeOff(node, true);
    } else if (node.stage.isEnd() && node.isOut()) {
      writeOff(node, true);
      commands.add(
          new Command.Announce(
              new Command.Note.NodeSkipped(node.wave, node.id, "gone for good, " + reason)));
    }
  }

  /** A node that is gone for good takes nothing up, and isn't there to be kept. */
  private void writeOff(NodeRun node, boolean gone) {
    if (node.gone == gone) {
      return;
    }
    Turnstile.change(state, node, changed -> changed.gone = gone);
    node.budgets.forEach(budget -> budget.gone(gone ? 1 : -1));
  }

  void leaveOut(NodeRun node, String reason) {
    if (node.stage != NodeStage.WAITING) {
      return;
    }
    node.line.remove(node);
    state.waves.get(node.wave).away.remove(node);
    Turnstile.move(state, node, NodeStage.SKIPPED);
    node.detail = reason;
    commands.add(new Command.Announce(new Command.Note.NodeSkipped(node.wave, node.id, reason)));
  }

  /**
   * What became of the node in an earlier rollout of the same patch, plan and attempt: where it is
   * healthy there is nothing to do, and a version that failed on it isn't tried again.
   */
  void known(NodeRun node, Event.Known known) {
    if (node.stage != NodeStage.WAITING) {
      return;
    }
    if (!known.healthy()) {
      leaveOut(node, "this attempt failed on it in the rollout " + known.rollout());
      return;
    }
    node.line.remove(node);
    state.waves.get(node.wave).away.remove(node);
    Turnstile.move(state, node, NodeStage.HEALTHY);
    node.detail = "since the rollout " + known.rollout();
    new Failures(state, commands).judgeAnew(node);
  }
}
