package xps.crypto.orchestrator.planner;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/**
 * Where a rollout stands. Owned by one caller at a time: {@link Rollout#step} changes it in place
 * and hands it back, so that an event costs no copy of a million nodes.
 */
public final class RolloutState {
  final RolloutPlan plan;

  /** By id, to be looked up. */
  private final Map<String, NodeRun> nodes;

  /** By wave and id, to be gone through. */
  final List<NodeRun> everybody;

  final List<WaveRun> waves = new ArrayList<>();

  /** What became of the nodes of each value of the label that {@code keep} counts by. */
  private final SortedMap<String, Tally> tallies = new TreeMap<>();

  /** Of those values, where too many failed. */
  final SortedSet<String> ended = new TreeSet<>();

  /** Healthy nodes that are to go back, one after the other; the next is the last. */
  final SequencedSet<String> goingBack = new LinkedHashSet<>();

  /** Of nodes in flight, and of those that an open wave waits for and that aren't there. */
  final Deadlines deadlines = new Deadlines();

  /** How long a node has to be healthy, or to be back. */
  final Duration deadline;

  /** How long after it was changed a node keeps what it ran before, and can be sent back. */
  final Duration horizon;

  /** How long after it was touched a node may fail its probe. */
  final Duration grace;

  final Instant began;
  Instant now;
  Mode mode = Mode.RUNNING;
  String reason = "";
  int inFlight;
  Duration paused = Duration.ZERO;
  Instant pausedAt;

  /** The number of the node that has failed last; -1 before the first. */
  int lastFailed = -1;

  /** Whether whoever asked for the way back had the approvals for it. */
  boolean isBackApproved;

  /** Whether the deadline has paused it: it does so once, or nobody could let it go on. */
  boolean pastDeadline;

  Optional<RolloutResult> result = Optional.empty();

  RolloutState(RolloutPlan plan, Instant began) {
    this.plan = plan;
    this.began = began;
    this.now = began;
    this.pausedAt = began;
    int count = plan.waves().stream().mapToInt(wave -> wave.nodes().size()).sum();
    this.nodes = HashMap.newHashMap(count);
    this.everybody = new ArrayList<>(count);
    this.deadline =
        plan.plan()
            .healthCheck()
            .map(Plan.HealthCheck::deadline)
            .orElse(NodeSteps.DEFAULT_DEADLINE);
    this.grace =
        plan.plan()
            .healthCheck()
            .flatMap(Plan.HealthCheck::grace)
            .orElse(
                plan.patch().manifest().metadata().requiresRestart()
                    ? Duration.ofSeconds(30)
                    : Duration.ZERO);
    this.horizon =
        plan.plan().rollback().map(Plan.Rollback::horizon).orElse(Plan.Rollback.USUAL_HORIZON);
    new Seating(this).seatEverybody();
  }

  void add(NodeRun node) {
    nodes.put(node.id, node);
    everybody.add(node);
  }

  Tally tallyOf(String domain) {
    return tallies.computeIfAbsent(domain, key -> new Tally());
  }

  /** What the machine does with a chance to start a node. */
  enum Mode {
    RUNNING,
    PAUSED,
    /** Something failed: no new starts, what is under way comes to its end. */
    HALTED,
    CANCELLED,
    FINISHED
  }

  /** A node in scope. */
  NodeRun node(String id) {
    return find(id).orElseThrow(() -> new IllegalArgumentException("not in scope: " + id));
  }

  /** A node, if it is in scope: events may be about any. */
  Optional<NodeRun> find(String id) {
    return Optional.ofNullable(nodes.get(id));
  }

  /** Whether failures of the node's probe don't count yet: it was touched a moment ago. */
  boolean isInGrace(NodeRun node) {
    return now.isBefore(node.since.plus(grace));
  }

  /** Whether a node that was changed can't be sent back any more by whoever runs the rollout. */
  boolean isCommitted(NodeRun node) {
    return !isBackApproved && isPastHorizon(node);
  }

  private boolean isPastHorizon(NodeRun node) {
    return node.changed && !now.isBefore(node.changedAt.plus(horizon));
  }

  /** Whether a node goes back only by what a quorum has approved. */
  public boolean isPastHorizon(String node) {
    return find(node).filter(this::isPastHorizon).isPresent();
  }

  /** Whether a quorum has approved the way back, so that committed nodes go it, too. */
  public boolean isBackApproved() {
    return isBackApproved;
  }

  /** Whether a node that comes late gets its turn yet. */
  boolean takesStragglers() {
    return mode == Mode.RUNNING || mode == Mode.PAUSED;
  }

  void halt(String why) {
    goOn();
    mode = Mode.HALTED;
    reason = why;
  }

  /** It isn't paused any more: the time since then doesn't count for anybody. */
  void goOn() {
    if (mode != Mode.PAUSED) {
      return;
    }
    mode = Mode.RUNNING;
    reason = "";
    paused = paused.plus(Duration.between(pausedAt, now));
    deadlines.stoodStill(pausedAt, now);
    for (var wave : waves) {
      if (wave.stage == WaveRun.Stage.BAKING) {
        var begin = wave.since.isAfter(pausedAt) ? wave.since : pausedAt;
        wave.since = wave.since.plus(Duration.between(begin, now));
      }
      for (var node : wave.away) {
        var begin = node.since.isAfter(pausedAt) ? node.since : pausedAt;
        node.since = node.since.plus(Duration.between(begin, now));
      }
      wave.stoodStill(now);
    }
  }

  public RolloutPlan plan() {
    return plan;
  }

  /** How it ended, once it has. */
  public Optional<RolloutResult> result() {
    return result;
  }

  public boolean isPaused() {
    return mode == Mode.PAUSED;
  }

  /** What it does, in a word: running, paused, halted, cancelled, finished. */
  public String mode() {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  /** Why it doesn't run, in a sentence; empty while it does. */
  public String reason() {
    return reason;
  }

  /** The time of the last event. */
  public Instant now() {
    return now;
  }

  /** Where a node stands; nothing for a node out of scope. */
  public Optional<NodeStage> stageOf(String node) {
    return find(node).map(run -> run.stage);
  }

  /** The stage of every node in scope, by id. */
  public SortedMap<String, NodeStage> stages() {
    var stages = new TreeMap<String, NodeStage>();
    everybody.forEach(run -> stages.put(run.id, run.stage));
    return Collections.unmodifiableSortedMap(stages);
  }

  /**
   * What is known of nodes when the same patch, plan and attempt begin anew: who is healthy, and on
   * whom it failed or from whom it was taken back. Of all others nothing is known.
   */
  public List<Event.Known> known(Instant at, String rollout) {
    var known = new ArrayList<Event.Known>();
    for (var node : everybody) {
      if (node.stage == NodeStage.HEALTHY) {
        known.add(new Event.Known(at, node.id, true, rollout));
      } else if (node.changed || node.swapped || node.stage == NodeStage.ROLLED_BACK) {
        known.add(new Event.Known(at, node.id, false, rollout));
      }
    }
    return List.copyOf(known);
  }

  /** Whether a node's agent is taken to have a connection. */
  public boolean isConnected(String node) {
    return find(node).map(run -> run.connected).orElse(false);
  }

  /** Nodes of a wave that haven't been started. */
  public int waiting(int wave) {
    return waves.get(wave).waiting;
  }

  /**
   * Whether the machine has no use for a good answer of the node's probe: it is healthy, no answer
   * has cast a doubt on it, and it is only being watched.
   */
  public boolean isWell(String node) {
    return find(node).map(run -> run.stage == NodeStage.HEALTHY && run.failures == 0).orElse(false);
  }

  /** Whether a waiting node was found unhealthy. */
  public boolean isSick(String node) {
    return find(node).map(run -> run.stage == NodeStage.WAITING && run.sick).orElse(false);
  }

  /** Nodes in flight in a wave. */
  public int inFlight(int wave) {
    return waves.get(wave).inFlight;
  }

  /** Where a wave stands, in a word. */
  public String stageOfWave(int wave) {
    return waves.get(wave).stage.name().toLowerCase(Locale.ROOT);
  }

  /** A digest over everything in it: two states are the same when their digests are. */
  public Sha256 digest() {
    var list = new ArrayList<Value>();
    for (var node : everybody) {
      list.add(
          Value.object()
              .put("id", node.id)
              .put("stage", node.stage.name())
              .put("since", node.since.toString())
              .put("connected", node.connected)
              .put("due", node.stage.isInFlight() ? node.due.toString() : "")
              .put("sick", node.sick)
              .put("gone", node.gone)
              .put("back", node.back)
              .put("missed", node.missed)
              .put("caught_up", node.caughtUp)
              .put("changed", node.changed)
              .put("changed_at", node.changedAt.toString())
              .put("ran_before", node.ranBefore)
              .put("swapped", node.swapped)
              .put("inside", node.insideHealthy)
              .put("seen_well", node.seenWell)
              .put("renewed", node.renewed)
              .put("detail", node.detail)
              .put("successes", node.successes)
              .put("failures", node.failures)
              .put("code", node.code)
              .build());
    }
    var groups = new ArrayList<Value>();
    for (var wave : waves) {
      groups.add(
          Value.object()
              .put("stage", wave.stage.name())
              .put("since", wave.since.toString())
              .put("passed", wave.passed)
              .put("doubted", wave.doubted)
              .put("reasons", String.join(" ", wave.reasons))
              .put("still", wave.still.toString())
              .put("waiting", wave.waiting)
              .put("in_flight", wave.inFlight)
              .put("limit", wave.limit)
              .put("grown", wave.grown)
              .put("healthy", wave.healthy)
              .put("failed", wave.failed)
              .put("skipped", wave.skipped)
              .build());
    }
    return Canonical.digest(
        Value.object()
            .put("plan", plan.digest().hex())
            .put("mode", mode.name())
            .put("reason", reason)
            .put("now", now.toString())
            .put("paused", paused.toString())
            .put("paused_at", mode == Mode.PAUSED ? pausedAt.toString() : "")
            .put("past_deadline", pastDeadline)
            .put("last_failed", lastFailed)
            .put("going_back", String.join(" ", goingBack))
            .put("ended", String.join(" ", ended))
            .put("nodes", list)
            .put("waves", groups)
            .build());
  }
}
