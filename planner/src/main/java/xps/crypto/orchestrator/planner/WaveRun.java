package xps.crypto.orchestrator.planner;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A wave's part of the state; owned by one {@link RolloutState}. */
final class WaveRun {
  final Wave wave;
  Stage stage = Stage.WAITING;
  Instant since;

  /** Nodes to start, in their order, by the domain whose limit may hold them up. */
  final SortedMap<String, Deque<String>> queues = new TreeMap<>();

  int waiting;
  int inFlight;
  int healthy;
  int failed;
  int skipped;

  /** Why guard said no the last time. */
  List<String> reasons = List.of();

  WaveRun(Wave wave, Instant since) {
    this.wave = wave;
    this.since = since;
  }

  /** Where a wave stands. */
  enum Stage {
    /** Others come first. */
    WAITING,
    /** Guard was asked. */
    ASKED,
    /** Guard said no; it will be asked again. */
    DENIED,
    /** Its nodes are being started. */
    OPEN,
    /** All its nodes are done; it is being watched. */
    BAKING,
    /** Others may build on it. */
    PASSED
  }

  void enqueue(String domain, String node) {
    queue(domain).addLast(node);
  }

  Deque<String> queue(String domain) {
    return queues.computeIfAbsent(domain, key -> new ArrayDeque<>());
  }
}
