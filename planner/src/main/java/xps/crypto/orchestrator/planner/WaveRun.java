package xps.crypto.orchestrator.planner;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/** A wave's part of the state; owned by one {@link RolloutState}. */
final class WaveRun {
  final Wave wave;
  Stage stage = Stage.WAITING;
  Instant since;

  /** Nodes to start, in their order, by what may hold them up. */
  final Map<NodeRun.Place, SequencedSet<String>> queues = new LinkedHashMap<>();

  final Tally tally = new Tally();

  /** Of each rule of {@code order}, how many of its first haven't come to their end. */
  final int[] pending;

  private final Optional<Plan.WaveRule> rule;

  /** How many may be in flight: it grows, where the wave has a start rate. */
  int limit;

  /** Nodes that have become healthy since the limit grew last. */
  int grown;

  int waiting;
  int inFlight;
  int healthy;
  int failed;
  int skipped;

  /** Why guard said no the last time. */
  List<String> reasons = List.of();

  WaveRun(Wave wave, Plan plan, Instant since) {
    this.wave = wave;
    this.since = since;
    this.rule = plan.waves().stream().filter(rule -> rule.name().equals(wave.name())).findFirst();
    this.pending = new int[plan.orders().size()];
    this.limit =
        rule.flatMap(Plan.WaveRule::startRate)
            .map(rate -> Math.min(rate.initial(), wave.concurrency()))
            .orElse(wave.concurrency());
  }

  /** A node has become healthy. */
  void grow() {
    var rate = rule.flatMap(Plan.WaveRule::startRate);
    if (rate.isPresent() && ++grown >= limit) {
      limit = (int) Math.min(wave.concurrency(), (long) limit * rate.get().factor());
      grown = 0;
    }
  }

  Optional<Plan.MaxUnavailable> maxUnavailable() {
    return rule.flatMap(Plan.WaveRule::maxUnavailable);
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

  SequencedSet<String> queue(NodeRun.Place place) {
    return queues.computeIfAbsent(place, key -> new LinkedHashSet<>());
  }
}
