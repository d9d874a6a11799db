package xps.crypto.orchestrator.planner;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeSet;

/** A wave's part of the state; owned by one {@link RolloutState}. */
final class WaveRun {
  final Wave wave;
  Stage stage = Stage.WAITING;
  Instant since;

  /** Nodes to start, by what may hold them up. */
  final List<Line> lines = new ArrayList<>();

  /** Lines of which it isn't known that they can't go on, in their order. */
  final NavigableSet<Line> ready =
      new TreeSet<>(Comparator.comparingInt((Line line) -> line.number));

  /** Who waits and has no connection. */
  final SequencedSet<NodeRun> away = new LinkedHashSet<>();

  final Tally tally = new Tally();

  /** Of each rule of {@code order}. */
  final List<Pending> pending;

  private final Optional<Plan.StartRate> rate;
  private final Optional<Plan.MaxUnavailable> most;

  /** Whether it has passed once: a node that came back late may open it again. */
  boolean passed;

  /** Whether it was paused for once because nobody of it is healthy. */
  boolean doubted;

  /** Since when nobody of it can start and nobody is under way; {@link Instant#MAX} if not so. */
  Instant still = Instant.MAX;

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
    var rule = plan.waves().stream().filter(one -> one.name().equals(wave.name())).findFirst();
    this.rate = rule.flatMap(Plan.WaveRule::startRate);
    this.most = rule.flatMap(Plan.WaveRule::maxUnavailable);
    this.pending = plan.orders().stream().map(_ -> new Pending()).toList();
    this.limit =
        rate.map(start -> Math.min(start.initial(), wave.concurrency())).orElse(wave.concurrency());
  }

  /** A node has become healthy. */
  void grow() {
    if (rate.isPresent() && ++grown >= limit) {
      limit = (int) Math.min(wave.concurrency(), (long) limit * rate.get().factor());
      grown = 0;
    }
  }

  Optional<Plan.MaxUnavailable> maxUnavailable() {
    return most;
  }

  /** Nobody of it can go on, and nobody is under way who could make room; or no longer so. */
  void stands(boolean isStill, Instant now) {
    if (!isStill) {
      still = Instant.MAX;
    } else if (still.equals(Instant.MAX)) {
      still = now;
    }
  }

  /** That doesn't count before that time. */
  void stoodStill(Instant until) {
    if (!still.equals(Instant.MAX)) {
      still = until;
    }
  }

  boolean hasStoodStill(Instant now, Duration patience) {
    return !still.equals(Instant.MAX) && now.isAfter(still.plus(patience));
  }

  /** Whether its healthy nodes are still looked at: while it isn't done, and while it bakes. */
  boolean isWatched() {
    return !wave.bake().isZero() && (stage == Stage.OPEN || stage == Stage.BAKING);
  }

  /** Whether somebody waits who has a connection. */
  boolean hasSomebodyWaiting() {
    return waiting > away.size();
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
}
