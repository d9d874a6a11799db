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
import java.util.Set;
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
  final SortedMap<String, NodeRun> nodes = new TreeMap<>();
  final List<WaveRun> waves = new ArrayList<>();

  /** Nodes that are out, by every label and value that a limit counts by. */
  final Map<Domain, Integer> unavailable = new HashMap<>();

  /** How many nodes the whole fleet has of each value of the label that {@code keep} counts by. */
  final SortedMap<String, Integer> sizes = new TreeMap<>();

  /** What became of the nodes of each of those values. */
  private final SortedMap<String, Tally> tallies = new TreeMap<>();

  /** Of those values, where too many failed. */
  final SortedSet<String> ended = new TreeSet<>();

  /** Healthy nodes that are to go back, one after the other; the next is the last. */
  final SequencedSet<String> goingBack = new LinkedHashSet<>();

  private final Set<String> counted = new TreeSet<>();

  /** Nodes in flight, and those that wait without a connection: whom a tick has to look at. */
  final TreeSet<String> watched = new TreeSet<>();

  final Instant began;
  Instant now;
  Mode mode = Mode.RUNNING;
  String reason = "";
  Duration paused = Duration.ZERO;
  Instant pausedAt;

  /** Whether the deadline has paused it: it does so once, or nobody could let it go on. */
  boolean pastDeadline;

  Optional<RolloutResult> result = Optional.empty();

  RolloutState(RolloutPlan plan, Instant began) {
    this.plan = plan;
    this.began = began;
    this.now = began;
    this.pausedAt = began;
    var keep = plan.plan().keep();
    if (keep.isPresent()) {
      for (var node : plan.fleet().nodes()) {
        node.matchable(keep.get().per()).ifPresent(value -> sizes.merge(value, 1, Integer::sum));
      }
    }
    keep.ifPresent(rule -> counted.add(rule.per()));
    plan.plan().waves().stream()
        .flatMap(rule -> rule.maxUnavailable().stream())
        .forEach(most -> counted.add(most.per()));
    for (var wave : plan.waves()) {
      var run = new WaveRun(wave, plan.plan(), began);
      waves.add(run);
      for (var id : wave.nodes()) {
        var node =
            new NodeRun(id, wave.index(), placeOf(plan.fleet().node(id).orElseThrow(), run), began);
        nodes.put(id, node);
        run.queue(node.place).addLast(id);
        Turnstile.count(this, node, 1);
      }
    }
  }

  /**
   * Something that a limit counts by.
   *
   * @param label its key
   */
  record Domain(String label, String value) {}

  private NodeRun.Place placeOf(Node node, WaveRun wave) {
    var orders = plan.plan().orders();
    var first = new ArrayList<Integer>();
    var then = new ArrayList<Integer>();
    for (int rule = 0; rule < orders.size(); rule++) {
      if (orders.get(rule).first().matches(node)) {
        first.add(rule);
      }
      if (orders.get(rule).then().matches(node)) {
        then.add(rule);
      }
    }
    return new NodeRun.Place(
        plan.plan().keep().flatMap(rule -> node.matchable(rule.per())).orElse(""),
        wave.maxUnavailable().flatMap(most -> node.matchable(most.per())).orElse(""),
        first,
        then);
  }

  /** Everything that a node is counted under when it is out. */
  List<Domain> outOf(NodeRun run) {
    var node = plan.fleet().node(run.id).orElseThrow();
    var domains = new ArrayList<Domain>(counted.size());
    for (var label : counted) {
      node.matchable(label).ifPresent(value -> domains.add(new Domain(label, value)));
    }
    return domains;
  }

  int out(String label, String value) {
    return unavailable.getOrDefault(new Domain(label, value), 0);
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
    var node = nodes.get(id);
    if (node == null) {
      throw new IllegalArgumentException("not in scope: " + id);
    }
    return node;
  }

  /** Whether failures of the node's probe don't count yet. */
  boolean isInGrace(NodeRun node) {
    var restart = plan.patch().manifest().metadata().requiresRestart();
    var grace =
        plan.plan()
            .healthCheck()
            .flatMap(Plan.HealthCheck::grace)
            .orElse(restart ? Duration.ofSeconds(30) : Duration.ZERO);
    return now.isBefore(node.since.plus(grace));
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
    return Optional.ofNullable(nodes.get(node)).map(run -> run.stage);
  }

  /** The stage of every node in scope, by id. */
  public SortedMap<String, NodeStage> stages() {
    var stages = new TreeMap<String, NodeStage>();
    nodes.forEach((id, run) -> stages.put(id, run.stage));
    return Collections.unmodifiableSortedMap(stages);
  }

  /** Whether a node's agent is taken to have a connection. */
  public boolean isConnected(String node) {
    return Optional.ofNullable(nodes.get(node)).map(run -> run.connected).orElse(false);
  }

  /** Nodes of a wave that haven't been started. */
  public int waiting(int wave) {
    return waves.get(wave).waiting;
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
    for (var node : nodes.values()) {
      list.add(
          Value.object()
              .put("id", node.id)
              .put("stage", node.stage.name())
              .put("since", node.since.toString())
              .put("connected", node.connected)
              .put("changed", node.changed)
              .put("swapped", node.swapped)
              .put("inside", node.insideHealthy)
              .put("successes", node.successes)
              .put("failures", node.failures)
              .put("code", node.code)
              .put("going_back", goingBack.contains(node.id))
              .build());
    }
    var groups = new ArrayList<Value>();
    for (var wave : waves) {
      groups.add(
          Value.object()
              .put("stage", wave.stage.name())
              .put("since", wave.since.toString())
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
            .put("ended", String.join(" ", ended))
            .put("nodes", list)
            .put("waves", groups)
            .build());
  }
}
