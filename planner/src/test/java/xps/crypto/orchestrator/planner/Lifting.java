package xps.crypto.orchestrator.planner;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes away in a state what keeps a node from being started, each thing by itself and wholly, and
 * then lets the machine go on without any time passing.
 */
final class Lifting {
  private static final int PLENTY = 1_000;

  private final RolloutState state;
  private final NodeRun node;
  private final WaveRun wave;

  /** Whether guard says yes to the node's wave when it is asked. */
  private boolean guardIsWilling;

  private boolean connects;

  Lifting(RolloutState state, NodeRun node) {
    this.state = state;
    this.node = node;
    this.wave = state.waves.get(node.wave);
    this.guardIsWilling = wave.stage != WaveRun.Stage.ASKED && wave.stage != WaveRun.Stage.DENIED;
  }

  void lift(Blocker blocker) {
    switch (blocker) {
      case Blocker.Held _ -> {
        nobodyDoubts();
        goOn();
      }
      case Blocker.Late _ -> state.pastDeadline = true;
      case Blocker.Before(var before) -> pass(before);
      case Blocker.Asked _, Blocker.Denied _ -> {
        wave.stage = WaveRun.Stage.ASKED;
        guardIsWilling = true;
      }
      case Blocker.Away _ -> connects = true;
      case Blocker.Seats _ -> wave.limit = Integer.MAX_VALUE;
      case Blocker.Room(var limit, var _) -> makeRoom(limit);
      case Blocker.Turn turn -> turn.nodes().forEach(this::leaveOut);
    }
  }

  private void goOn() {
    if (state.mode == RolloutState.Mode.PAUSED) {
      state.goOn();
      return;
    }
    // There is no event for that: what was stopped stays so.
    state.mode = RolloutState.Mode.RUNNING;
    state.pastDeadline = true;
  }

  /** Of waves that are done with nobody healthy a person has decided: they don't pause it again. */
  private void nobodyDoubts() {
    state.waves.forEach(other -> other.doubted = true);
    var first = state.waves.getFirst();
    if (first != wave && first.waiting == 0 && first.healthy == 0 && first.inFlight == 0) {
      pass(first);
    }
  }

  private static void pass(WaveRun wave) {
    wave.stage = WaveRun.Stage.PASSED;
    wave.passed = true;
  }

  private static void makeRoom(Limit limit) {
    switch (limit) {
      case Limit.Most(var _, var budget) -> {
        budget.change(-PLENTY);
        budget.gone(0);
      }
      case Limit.Keeps(var _, var budget) -> budget.gone(-PLENTY);
      case Limit.After(var _, var pending) -> pending.change(-pending.count());
    }
  }

  /** One seat more than are taken, and no other. */
  void freeOneSeat() {
    wave.limit = wave.inFlight + 1;
  }

  private void leaveOut(NodeRun other) {
    new Attendance(state, new ArrayList<>()).leaveOut(other, "makes way");
  }

  /** Other waves that are open side by side have nobody left who could be faster. */
  private void othersStandAside() {
    nobodyDoubts();
    for (var other : state.waves) {
      if (other != wave && other.stage == WaveRun.Stage.OPEN) {
        other.lines.forEach(line -> line.nodes.stream().toList().forEach(this::leaveOut));
      }
    }
  }

  /** Whether the node is started now, without any time passing. */
  boolean isStarted() {
    if (wave.stage == WaveRun.Stage.OPEN && state.mode == RolloutState.Mode.RUNNING) {
      othersStandAside();
    }
    Rollout.step(state, new Event.Connected(state.now, connects ? node.id : "nobody"));
    if (wave.stage == WaveRun.Stage.ASKED && guardIsWilling) {
      Rollout.step(state, new Event.GateAnswered(state.now, wave.wave.index(), true, List.of()));
    }
    return node.stage == NodeStage.STARTED;
  }

  /** Whether nothing but its wave's seats can hold it up. */
  boolean isAtItsSeat() {
    return state.mode == RolloutState.Mode.RUNNING
        && wave.stage == WaveRun.Stage.OPEN
        && node.connected;
  }
}
