package xps.crypto.orchestrator.planner;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import xps.crypto.orchestrator.attest.AttestedPatch;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Place;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/** Puts patch, plan and fleet together: scope, canary, waves, and everything that doesn't fit. */
final class Planning {
  private static final int NODES_NAMED = 5;

  private final Plan plan;
  private final AttestedPatch patch;
  private final Fleet fleet;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Problem> findings = new ArrayList<>();

  private Planning(Plan plan, AttestedPatch patch, Fleet fleet) {
    this.plan = plan;
    this.patch = patch;
    this.fleet = fleet;
  }

  static Outcome<RolloutPlan> plan(Plan plan, AttestedPatch patch, Fleet fleet) {
    var planning = new Planning(plan, patch, fleet);
    var dealt = planning.deal();
    return planning.problems.isEmpty()
        ? Outcome.ok(dealt, dealt.findings())
        : Outcome.refused(planning.problems);
  }

  private DealtPlan deal() {
    var scope =
        fleet.nodes().stream().filter(node -> patch.targets().contains(node.role())).toList();
    if (scope.isEmpty()) {
      refuse(
          Code.NO_NODES,
          "no node of the fleet has one of the roles " + patch.targets(),
          "check the role labels of the fleet and the targets of the manifest");
    }
    var canary = plan.canary().map(rule -> drawCanary(rule, scope)).orElse(List.of());
    var groups = new LinkedHashMap<String, List<String>>();
    if (!canary.isEmpty()) {
      groups.put(Wave.CANARY, canary);
    }
    dealWaves(scope, new HashSet<>(canary), groups);
    checkKeep(scope);
    checkProbe(groups);
    checkKeys(scope);
    var waves = waves(groups);
    var review = new PlanReview(plan, fleet, scope, waves);
    problems.addAll(review.refusals());
    if (problems.isEmpty()) {
      findings.addAll(review.findings());
    }
    var roots = waves.stream().map(Wave::waveRoot).toList();
    var digest = PlanDigest.of(plan.digest(), patch.bodyDigest(), roots);
    return new DealtPlan(patch, plan, fleet, waves, digest, findings);
  }

  /** Ids in byte order; nobody where the canary is nobody. */
  private List<String> drawCanary(Plan.Canary canary, List<Node> scope) {
    var seats = CanaryDraw.seats(canary.percentage(), scope.size());
    if (seats == 0) {
      return List.of();
    }
    var candidates =
        canary.match().isEmpty()
            ? scope
            : scope.stream().filter(node -> canary.match().get().matches(node)).toList();
    if (candidates.isEmpty()) {
      refuse(
          Code.EMPTY_WAVE,
          "no node in scope satisfies the match of the canary",
          "widen canary.match");
      return List.of();
    }
    if (candidates.size() < seats) {
      find(
          "the canary was to have " + seats + " nodes, and only " + candidates.size() + " match",
          "widen canary.match, or lower its percentage");
    }
    var drawn = new CanaryDraw(plan.digest()).draw(candidates, seats);
    return drawn.stream().map(Node::id).sorted().toList();
  }

  /** Each node goes to the first wave that matches it; they come in byte order, and stay in it. */
  private void dealWaves(
      List<Node> scope, Set<String> taken, SequencedMap<String, List<String>> groups) {
    var dealt = new ArrayList<List<String>>();
    plan.waves().forEach(_ -> dealt.add(new ArrayList<>()));
    boolean[] matched = new boolean[plan.waves().size()];
    var unmatched = new ArrayList<String>();
    for (var node : scope) {
      boolean isDealt = taken.contains(node.id());
      for (int wave = 0; wave < matched.length; wave++) {
        // Whom a wave would match matters until it has matched somebody, taken or not.
        if ((!isDealt || !matched[wave]) && plan.waves().get(wave).match().matches(node)) {
          matched[wave] = true;
          if (!isDealt) {
            dealt.get(wave).add(node.id());
            isDealt = true;
          }
        }
      }
      if (!isDealt) {
        unmatched.add(node.id());
      }
    }
    for (int wave = 0; wave < matched.length; wave++) {
      var rule = plan.waves().get(wave);
      nobodyIn(rule, !scope.isEmpty() && !matched[wave], dealt.get(wave).isEmpty());
      groups.put(rule.name(), dealt.get(wave));
    }
    unmatched(unmatched);
  }

  private void nobodyIn(Plan.WaveRule rule, boolean nobodyMatches, boolean nobodyIsLeft) {
    if (nobodyMatches) {
      refuse(
          rule.place(),
          Code.EMPTY_WAVE,
          "no node in scope satisfies the match of " + rule.name(),
          "correct its match, or leave the wave out");
    }
    if (nobodyIsLeft) {
      find(
          rule.name() + " has no nodes left: earlier waves took them all",
          "nothing to do if that is meant");
    }
  }

  private void unmatched(List<String> rest) {
    if (rest.isEmpty()) {
      return;
    }
    var named = String.join(", ", rest.stream().limit(NODES_NAMED).toList());
    var message = rest.size() + " nodes in scope are in no wave: " + named;
    if (plan.skipUnmatched()) {
      find(message, "nothing to do: the plan says unmatched: skip");
    } else {
      refuse(Code.UNMATCHED_NODES, message, "add a wave that matches them, or say unmatched: skip");
    }
  }

  /** A domain that must keep all its nodes can't have one taken down. */
  private void checkKeep(List<Node> scope) {
    if (plan.keep().isEmpty()) {
      return;
    }
    var keep = plan.keep().get();
    var seen = new TreeMap<String, Long>();
    var all = new HashMap<String, Long>();
    for (var node : fleet.nodes()) {
      node.matchable(keep.per()).ifPresent(value -> all.merge(value, 1L, Long::sum));
    }
    for (var node : scope) {
      node.matchable(keep.per())
          .ifPresent(value -> seen.computeIfAbsent(value, key -> all.getOrDefault(key, 0L)));
    }
    seen.forEach((value, count) -> {
      if (keep.of(count.intValue()) >= count) {
        refuse(
            Code.DOMAIN_LIMIT_IMPOSSIBLE,
            keep.per()
                + " "
                + value
                + " has "
                + count
                + " nodes and has to keep "
                + keep.of(count.intValue())
                + ": none may be touched",
            "lower keep.available, or leave these nodes out");
      }
    });
  }

  /** Every node that is to be probed has the labels that the probe asks for. */
  private void checkProbe(SequencedMap<String, List<String>> groups) {
    var words =
        plan.healthCheck().flatMap(health -> ProbeTemplate.parse(health.probe())).stream()
            .flatMap(probe -> probe.words().stream())
            .distinct()
            .toList();
    for (var word : words) {
      var without =
          groups.values().stream()
              .flatMap(List::stream)
              .flatMap(id -> fleet.node(id).stream())
              .filter(node -> !ProbeTemplate.isWordOf(node, word))
              .map(Node::id)
              .sorted()
              .toList();
      if (!without.isEmpty()) {
        refuse(
            Code.PLAN_INVALID,
            "health_check.probe asks for the label "
                + word
                + ", which "
                + without.size()
                + " nodes don't have: "
                + String.join(", ", without.stream().limit(NODES_NAMED).toList()),
            "give these nodes the label, or write a probe without it");
      }
    }
  }

  /** Whose word counts has to be known by its key, and two nodes by two: each has one voice. */
  private void checkKeys(List<Node> scope) {
    if (!plan.receipts()) {
      return;
    }
    var without = scope.stream().filter(node -> node.key().isEmpty()).map(Node::id).toList();
    if (!without.isEmpty()) {
      refuse(
          Code.PLAN_INVALID,
          "strategy.receipts needs the key of every node, which "
              + without.size()
              + " nodes don't have: "
              + String.join(", ", without.stream().limit(NODES_NAMED).toList()),
          "write key into the fleet for them: the SHA-256 of the node's public key (SPKI)");
    }
    var holders = new HashMap<Sha256, String>();
    for (var node : scope) {
      node.key()
          .flatMap(key -> Optional.ofNullable(holders.putIfAbsent(key, node.id())))
          .ifPresent(other ->
              refuse(
                  Code.PLAN_INVALID,
                  other + " and " + node.id() + " have the same key, so one could speak for both",
                  "correct key in the fleet: each node has one of its own"));
    }
  }

  private List<Wave> waves(SequencedMap<String, List<String>> groups) {
    var indexes = new HashMap<String, Integer>();
    groups.keySet().forEach(name -> indexes.put(name, indexes.size()));
    var waves = new ArrayList<Wave>();
    if (groups.containsKey(Wave.CANARY)) {
      var canary = plan.canary().orElseThrow();
      var concurrency = canary.concurrency().orElse(plan.waves().getFirst().concurrency());
      waves.add(
          wave(
              Wave.CANARY,
              0,
              groups.getOrDefault(Wave.CANARY, List.of()),
              concurrency,
              canary.bake(),
              List.of()));
    }
    var first = waves.size();
    for (var rule : plan.waves()) {
      var index = waves.size();
      var after = new ArrayList<Integer>();
      if (first == 1) {
        after.add(0);
      }
      if (rule.after().isPresent()) {
        rule.after().get().forEach(name -> known(indexes, rule, name).ifPresent(after::add));
      } else if (index > first) {
        after.add(index - 1);
      }
      waves.add(
          wave(
              rule.name(),
              index,
              groups.getOrDefault(rule.name(), List.of()),
              rule.concurrency(),
              rule.bake(),
              after.stream().distinct().toList()));
    }
    refuseCycles(waves);
    return waves;
  }

  private Optional<Integer> known(Map<String, Integer> indexes, Plan.WaveRule rule, String name) {
    var index = Optional.ofNullable(indexes.get(name));
    if (index.isEmpty()) {
      refuse(
          rule.place(),
          Code.UNKNOWN_WAVE,
          rule.name() + " waits for " + name + ", and there is no such wave",
          "name a wave of this plan in after");
    }
    return index;
  }

  /**
   * Waves whose predecessors are all done are taken away, until nothing more can be: the rest is a
   * cycle.
   */
  private void refuseCycles(List<Wave> waves) {
    var left = new ArrayList<>(waves);
    var gone = new HashSet<Integer>();
    while (true) {
      while (left.removeIf(wave -> gone.containsAll(wave.after()) && gone.add(wave.index()))) {
        if (left.isEmpty()) {
          return;
        }
      }
      if (left.isEmpty()) {
        return;
      }
      var circle = circle(left);
      refuse(
          placeOf(circle.getFirst()),
          Code.DEPENDENCY_CYCLE,
          "these waves wait for each other: "
              + String.join(" → ", circle.stream().map(Wave::name).toList()),
          "take one after out of the circle");
      // Who only waits for it is in no circle.
      circle.forEach(wave -> gone.add(wave.index()));
      left.removeAll(circle);
    }
  }

  private Place placeOf(Wave wave) {
    return plan.waves().stream()
        .filter(rule -> rule.name().equals(wave.name()))
        .map(Plan.WaveRule::place)
        .findFirst()
        .orElse(plan.document().place());
  }

  /**
   * The way round: each of these waits for another of them, so whoever goes on long enough comes to
   * where it was.
   */
  private static List<Wave> circle(List<Wave> left) {
    var byIndex = new HashMap<Integer, Wave>();
    left.forEach(wave -> byIndex.put(wave.index(), wave));
    var path = new ArrayList<Wave>();
    var next = left.getFirst();
    while (!path.contains(next)) {
      path.add(next);
      next =
          next.after().stream()
              .flatMap(i -> Optional.ofNullable(byIndex.get(i)).stream())
              .findFirst()
              .orElse(next);
    }
    var circle = new ArrayList<>(path.subList(path.indexOf(next), path.size()));
    circle.add(next);
    return circle;
  }

  private Wave wave(
      String name,
      int index,
      List<String> nodes,
      int concurrency,
      Duration bake,
      List<Integer> after) {
    var leaves = nodes.stream().map(id -> plan.leaf(fleet, id)).toList();
    return new Wave(name, index, nodes, concurrency, bake, after, Wave.rootOf(leaves));
  }

  private void refuse(Code code, String message, String remedy) {
    refuse(plan.document().place(), code, message, remedy);
  }

  private void refuse(Place place, Code code, String message, String remedy) {
    problems.add(Problem.at(place, code, message, remedy));
  }

  private void find(String message, String remedy) {
    findings.add(
        new Problem(Code.PLAN_INVALID, message, plan.document().place().toString(), remedy));
  }
}
