package xps.crypto.orchestrator.planner;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds what keeps waiting nodes from being started, for one state; asking about all of them costs
 * little more than about one of each line.
 *
 * <p>First comes what is before its wave's seats: the rollout is held, other waves come first,
 * guard hasn't said yes, the node isn't there. Who gets which seat is known only after that, and
 * only then told. What is named is what holds the node up: when exactly that is gone, it starts, or
 * gets as far as its wave's seats.
 */
final class Blockers {
  private final RolloutState state;
  private final Map<Line, Map<NodeRun, Integer>> places = new HashMap<>();
  private final Map<Lack, Ahead> ahead = new HashMap<>();

  Blockers(RolloutState state) {
    this.state = state;
  }

  /** Of a node that waits: never none. */
  List<Blocker> of(NodeRun node) {
    var wave = state.waves.get(node.wave);
    var blockers = of(wave);
    if (!node.connected) {
      blockers.add(new Blocker.Away());
    }
    return blockers.isEmpty() ? ofSeat(wave, node) : List.copyOf(blockers);
  }

  /** Why no node of the wave is started; none if it only depends on the node. */
  List<Blocker> of(WaveRun wave) {
    var blockers = new ArrayList<Blocker>();
    if (state.mode != RolloutState.Mode.RUNNING) {
      blockers.add(new Blocker.Held(state.mode, state.reason));
    }
    late().ifPresent(deadline -> blockers.add(new Blocker.Late(deadline)));
    switch (wave.stage) {
      case WAITING ->
          wave.wave.after().stream()
              .map(state.waves::get)
              .filter(before -> !before.passed)
              .forEach(before -> blockers.add(new Blocker.Before(before)));
      case ASKED -> blockers.add(new Blocker.Asked(wave));
      case DENIED -> {
        var reasons = wave.reasons.isEmpty() ? List.of("it didn't say why") : wave.reasons;
        reasons.forEach(no -> blockers.add(new Blocker.Denied(wave, no)));
      }
      // Nobody waits in a wave that is done: who comes back late reopens it.
      case OPEN, BAKING, PASSED -> {}
    }
    return blockers;
  }

  /** The deadline that pauses the rollout again when it is let go on. */
  private Optional<Duration> late() {
    return state
        .plan
        .plan()
        .deadline()
        .filter(deadline ->
            state.mode == RolloutState.Mode.PAUSED
                && !state.pastDeadline
                && state.pausedAt.isAfter(state.began.plus(deadline).plus(state.paused)));
  }

  /** What the node lacks in a wave in which nodes are being started. */
  List<Blocker> ofSeat(WaveRun wave, NodeRun node) {
    var blockers = new ArrayList<Blocker>();
    boolean isFull = wave.inFlight >= wave.limit;
    if (isFull) {
      blockers.add(new Blocker.Seats(wave));
    }
    var against = node.line.limits.stream().filter(limit -> limit.forbids(node)).toList();
    against.forEach(limit -> blockers.add(new Blocker.Room(limit, node)));
    var first =
        ahead.computeIfAbsent(new Lack(node.line, isFull, against), lack -> ahead(wave, lack));
    var turn = new Blocker.Turn(first.lines(), first.count(), node.line, place(node));
    if (turn.count() > 0) {
      blockers.add(turn);
    }
    return List.copyOf(blockers);
  }

  /** What nodes of a line lack: mostly all of them the same. */
  private record Lack(Line line, boolean seat, List<Limit> against) {}

  /** Lines before it whose nodes wait for some of that as well. */
  private record Ahead(List<Line> lines, int count) {}

  private static Ahead ahead(WaveRun wave, Lack lack) {
    var lines =
        wave.lines.subList(0, lack.line().number).stream()
            .filter(line -> !line.nodes.isEmpty() && (lack.seat() || isHeldUpAlike(line, lack)))
            .toList();
    return new Ahead(lines, lines.stream().mapToInt(line -> line.nodes.size()).sum());
  }

  private static boolean isHeldUpAlike(Line line, Lack lack) {
    return line.limits.stream()
        .anyMatch(
            limit -> lack.against().stream().anyMatch(other -> other.waiters() == limit.waiters()));
  }

  private int place(NodeRun node) {
    return places.computeIfAbsent(node.line, Blockers::places).getOrDefault(node, 0);
  }

  private static Map<NodeRun, Integer> places(Line line) {
    var places = new HashMap<NodeRun, Integer>();
    line.nodes.forEach(node -> places.put(node, places.size()));
    return places;
  }
}
