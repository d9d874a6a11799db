package xps.crypto.orchestrator.planner;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Says of nodes and waves why they aren't further than they are. Of what isn't at its end there is
 * always something to say.
 */
final class Why {
  /** Names that are written out; of others, how many there are. */
  private static final int NAMES = 3;

  private final RolloutState state;
  private final Blockers blockers;

  /** Of nodes that go back one after the other, who goes before them. */
  private final Map<String, String> backAfter = new HashMap<>();

  Why(RolloutState state) {
    this.state = state;
    this.blockers = new Blockers(state);
    var before = "";
    for (var id : state.goingBack.reversed()) {
      backAfter.put(id, before);
      before = id;
    }
  }

  List<String> ofNode(String id) {
    return state
        .find(id)
        .map(this::of)
        .orElseGet(() -> List.of(id + " is not in the scope of this rollout"));
  }

  SortedMap<String, List<String>> ofEverybody() {
    var all = new TreeMap<String, List<String>>();
    state.everybody.forEach(node -> all.put(node.id, of(node)));
    return all;
  }

  private List<String> of(NodeRun node) {
    var id = node.id;
    return switch (node.stage) {
      case WAITING -> reasons(blockers.of(node));
      case STARTED ->
          List.of(
              id + " was told to start and hasn't reported that it runs the new version",
              timeIsUp(node));
      case ACTIVE -> active(node);
      case HEALTHY -> healthy(node);
      case ROLLING_BACK ->
          List.of(
              (node.back
                      ? id + " says that it is back, and is being probed: "
                      : id + " is on its way back: ")
                  + reason(node),
              timeIsUp(node));
      case ROLLED_BACK -> List.of(id + " is back on what it ran before: " + reason(node));
      case FAILED -> List.of(id + " failed: " + reason(node));
      case SKIPPED -> List.of(id + " was left out: " + node.detail);
      case NEEDS_PERSON -> List.of(id + " needs a person: " + reason(node));
    };
  }

  private static List<String> reasons(List<Blocker> blockers) {
    return blockers.stream().map(Blocker::reason).toList();
  }

  private String reason(NodeRun node) {
    return node.hasFailed() ? node.code + ", " + node.detail : state.reason;
  }

  /** A pause stops every clock. */
  private String timeIsUp(NodeRun node) {
    return state.isPaused()
        ? "its time stands still while the rollout is paused"
        : "its time is up at " + node.due;
  }

  private List<String> active(NodeRun node) {
    var wanted =
        state
            .plan
            .plan()
            .healthCheck()
            .filter(check -> !check.isLocal())
            .map(Plan.HealthCheck::successes)
            .orElse(0);
    var reasons = new ArrayList<String>();
    if (node.successes < wanted) {
      reasons.add(
          "the runner's probe has " + node.successes + " of " + wanted + " successes in a row");
    }
    if (!node.insideHealthy) {
      reasons.add("the node itself hasn't reported that it is healthy");
    }
    reasons.add(timeIsUp(node));
    return List.copyOf(reasons);
  }

  private List<String> healthy(NodeRun node) {
    var before = backAfter.get(node.id);
    if (before == null) {
      return List.of(node.id + " is healthy");
    }
    var wave = state.waves.get(node.wave);
    return List.of(
        before.isEmpty()
            ? "%s goes back next: %s has %d of %d in flight"
                .formatted(node.id, wave.wave.name(), wave.inFlight, wave.wave.concurrency())
            : node.id + " goes back after " + before);
  }

  List<String> ofWave(String name) {
    return state.waves.stream()
        .filter(wave -> wave.wave.name().equals(name))
        .findFirst()
        .map(this::of)
        .orElseGet(() -> List.of(name + " is no wave of this rollout"));
  }

  private List<String> of(WaveRun wave) {
    var name = wave.wave.name();
    return switch (wave.stage) {
      case WAITING, ASKED, DENIED -> reasons(blockers.of(wave));
      case OPEN -> open(wave);
      case BAKING -> {
        var reasons = new ArrayList<>(reasons(blockers.of(wave)));
        reasons.add(
            name + " is done, and is being watched until " + wave.since.plus(wave.wave.bake()));
        add(reasons, wave, wave.inFlight, "under way", node -> node.stage.isInFlight());
        yield List.copyOf(reasons);
      }
      case PASSED -> List.of(name + " has passed");
    };
  }

  private List<String> open(WaveRun wave) {
    var reasons = new ArrayList<>(reasons(blockers.of(wave)));
    reasons.add("%d of %d are healthy".formatted(wave.healthy, wave.wave.nodes().size()));
    add(reasons, wave, wave.inFlight, "under way", node -> node.stage.isInFlight());
    add(
        reasons,
        wave,
        wave.away.size(),
        "without a connection",
        node -> node.stage == NodeStage.WAITING && !node.connected);
    if (state.mode == RolloutState.Mode.RUNNING) {
      reasons.addAll(firstInLine(wave));
    }
    return List.copyOf(reasons);
  }

  private void add(
      List<String> reasons, WaveRun wave, int count, String how, Predicate<NodeRun> which) {
    if (count > 0) {
      var names =
          wave.wave.nodes().stream()
              .map(state::node)
              .filter(which)
              .limit(NAMES)
              .map(node -> node.id)
              .toList();
      var more = count > NAMES ? " and %d more".formatted(count - NAMES) : "";
      reasons.add("%s %s: %s%s".formatted(count, how, String.join(", ", names), more));
    }
  }

  /** What holds up those who would be next, each reason once. */
  private List<String> firstInLine(WaveRun wave) {
    var reasons = new LinkedHashSet<String>();
    for (var line : wave.lines) {
      line.nodes.first().stream()
          .flatMap(node -> blockers.ofSeat(wave, node).stream())
          .filter(blocker -> !(blocker instanceof Blocker.Turn))
          .forEach(blocker -> reasons.add(blocker.reason()));
    }
    return reasons.stream().limit(NAMES).toList();
  }
}
