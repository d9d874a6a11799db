package xps.crypto.orchestrator.planner;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;

/** What is better known before the night: orders that can't be kept, limits that limit nothing. */
final class PlanReview {
  /** What lasts longer is a mistake more often than not. */
  private static final Duration LONG = Duration.ofDays(30);

  private final Plan plan;
  private final Fleet fleet;
  private final List<Node> scope;
  private final List<Wave> waves;

  PlanReview(Plan plan, Fleet fleet, List<Node> scope, List<Wave> waves) {
    this.plan = plan;
    this.fleet = fleet;
    this.scope = scope;
    this.waves = waves;
  }

  /** Orders by which nodes of a wave would wait for each other for ever. */
  List<Problem> refusals() {
    var problems = new ArrayList<Problem>();
    var named = new HashSet<Integer>();
    for (var wave : waves) {
      for (var path = circle(wave, named); path.isPresent(); path = circle(wave, named)) {
        problems.add(refusal(wave, path.get()));
        named.addAll(path.get());
      }
    }
    return problems;
  }

  private Problem refusal(Wave wave, List<Integer> path) {
    var names = new ArrayList<String>();
    path.forEach(rule -> names.add(plan.orders().get(rule).first().toString()));
    names.add(names.getFirst());
    return Problem.at(
        plan.orders().get(path.getFirst()).place(),
        Code.DEPENDENCY_CYCLE,
        "in " + wave.name() + " nodes wait for each other by order: " + String.join(" → ", names),
        "take one order out of the circle, or narrow what it matches");
  }

  /** Rules of which each has among its "then" somebody whom the next one names first. */
  private Optional<List<Integer>> circle(Wave wave, Set<Integer> named) {
    if (plan.orders().size() == named.size()) {
      return Optional.empty();
    }
    var nodes = wave.nodes().stream().flatMap(id -> fleet.node(id).stream()).toList();
    int rules = plan.orders().size();
    return IntStream.range(0, rules)
        .filter(from -> !named.contains(from))
        .mapToObj(from -> way(nodes, List.of(from), new HashSet<>(List.of(from))))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<List<Integer>> way(List<Node> nodes, List<Integer> path, Set<Integer> seen) {
    var last = plan.orders().get(path.getLast());
    for (int next = 0; next < plan.orders().size(); next++) {
      var rule = plan.orders().get(next);
      boolean follows =
          nodes.stream().anyMatch(node -> last.then().matches(node) && rule.first().matches(node));
      if (follows && next == path.getFirst()) {
        return Optional.of(path);
      }
      if (follows && seen.add(next)) {
        var longer = new ArrayList<>(path);
        longer.add(next);
        var found = way(nodes, longer, seen);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /** What is odd, but allowed. */
  List<Problem> findings() {
    var findings = new ArrayList<Problem>();
    everybodyIsCanary(findings);
    nobodyIsCanary(findings);
    limitsNothing(findings);
    findings.addAll(new HealthReview(plan).findings());
    unknownLabels(findings);
    plan.orders().forEach(order -> namesNobody(order, findings));
    plan.orders().forEach(order -> comesLater(order, findings));
    lastsTooLong(findings);
    return findings;
  }

  private void everybodyIsCanary(List<Problem> findings) {
    boolean all =
        scope.size() > 1
            && waves.stream()
                .anyMatch(
                    wave -> wave.name().equals(Wave.CANARY) && wave.nodes().size() == scope.size());
    if (all) {
      findings.add(
          finding(
              "the canary is everybody: all " + scope.size() + " nodes in scope",
              "lower canary.percentage, so that it tells something about the others"));
    }
  }

  /** Who says which nodes are to be the canary wants one. */
  private void nobodyIsCanary(List<Problem> findings) {
    boolean isMeant =
        plan.canary()
            .filter(canary -> canary.percentage() == 0)
            .filter(canary -> canary.match().isPresent() || !canary.bake().isZero())
            .isPresent();
    if (isMeant) {
      findings.add(
          finding(
              "there is no canary: its percentage is 0 or missing, though it has a match or a bake",
              "give canary.percentage, or leave the canary out"));
    }
  }

  /** Waves whose concurrency limits nothing: the fleet of today has no so many nodes for them. */
  static List<Problem> sizes(RolloutPlan plan) {
    var scope =
        plan.waves().stream()
            .flatMap(wave -> wave.nodes().stream())
            .flatMap(id -> plan.fleet().node(id).stream())
            .toList();
    return new PlanReview(plan.plan(), plan.fleet(), scope, plan.waves()).aboveItsNodes();
  }

  private List<Problem> aboveItsNodes() {
    var above =
        waves.stream()
            .filter(wave -> !wave.nodes().isEmpty() && !wave.name().equals(Wave.CANARY))
            .filter(wave -> wave.concurrency() > wave.nodes().size())
            .filter(wave -> !takesMost(wave))
            .map(wave ->
                "%s has %d for %d".formatted(wave.name(), wave.concurrency(), wave.nodes().size()))
            .toList();
    return above.isEmpty()
        ? List.of()
        : List.of(
            finding(
                "the concurrency is above the number of nodes: " + String.join(", ", above),
                "nothing to do if the fleet is to grow; else lower it"));
  }

  /** A small fleet under a plan for large ones is no news; most of a fleet at once is. */
  private void limitsNothing(List<Problem> findings) {
    for (var wave : waves) {
      int count = wave.nodes().size();
      if (takesMost(wave)) {
        findings.add(
            finding(
                "%s takes all of its %d nodes at once: its concurrency is %d, and nothing else"
                        .formatted(wave.name(), count, wave.concurrency())
                    + " holds them",
                "lower its concurrency, or add keep, max_unavailable or start_rate"));
      }
    }
  }

  private boolean takesMost(Wave wave) {
    int count = wave.nodes().size();
    boolean most = count > 1 && 2 * count > scope.size();
    return most && wave.concurrency() >= count && !isHeldOtherwise(wave);
  }

  private boolean isHeldOtherwise(Wave wave) {
    return plan.keep().isPresent()
        || plan.waves().stream()
            .filter(rule -> rule.name().equals(wave.name()))
            .anyMatch(rule -> rule.startRate().isPresent() || rule.maxUnavailable().isPresent());
  }

  private void unknownLabels(List<Problem> findings) {
    var unknown = new TreeSet<String>();
    plan.waves().forEach(rule -> unknown.addAll(rule.match().keys()));
    plan.canary().flatMap(Plan.Canary::match).ifPresent(match -> unknown.addAll(match.keys()));
    plan.orders().forEach(order -> unknown.addAll(order.first().keys()));
    plan.orders().forEach(order -> unknown.addAll(order.then().keys()));
    plan.keep().ifPresent(keep -> unknown.add(keep.per()));
    plan.waves().stream()
        .flatMap(rule -> rule.maxUnavailable().stream())
        .forEach(most -> unknown.add(most.per()));
    unknown.removeIf(
        label -> fleet.nodes().stream().anyMatch(node -> node.matchable(label).isPresent()));
    if (!unknown.isEmpty()) {
      findings.add(
          finding(
              "no node of the fleet has a label called " + String.join(", ", unknown),
              "check the spelling of the labels"));
    }
  }

  private void namesNobody(Plan.Order order, List<Problem> findings) {
    for (var match : List.of(order.first(), order.then())) {
      if (scope.stream().noneMatch(match::matches)) {
        findings.add(
            Problem.at(
                order.place(),
                Code.PLAN_INVALID,
                "no node in scope is meant by " + match + " in order",
                "correct it, or leave the order out"));
      }
    }
  }

  /** Nothing is wrong with waiting for months, but few mean it. */
  private void lastsTooLong(List<Problem> findings) {
    var named = new TreeMap<String, Duration>();
    plan.canary().ifPresent(canary -> named.put("canary.bake", canary.bake()));
    plan.waves().forEach(wave -> named.put("bake of " + wave.name(), wave.bake()));
    plan.deadline().ifPresent(deadline -> named.put("deadline", deadline));
    named.put("offline.wait", plan.offline().patience());
    plan.healthCheck()
        .ifPresent(check -> {
          named.put("health_check.deadline", check.deadline());
          named.put("health_check.interval", check.interval());
          named.put("health_check.timeout", check.timeout());
          check.grace().ifPresent(grace -> named.put("health_check.grace", grace));
        });
    named.forEach((name, lasts) -> {
      if (lasts.compareTo(LONG) > 0) {
        findings.add(
            finding(
                name + " is " + lasts.toDays() + " days long", "shorten it if that isn't meant"));
      }
    });
  }

  /** An order holds within a wave, so one that the waves turn round isn't kept. */
  private void comesLater(Plan.Order order, List<Problem> findings) {
    var first = waves.stream().filter(wave -> has(wave, order.first())).toList();
    for (var wave : waves) {
      if (!first.isEmpty() && has(wave, order.then())) {
        var before = before(wave);
        first.stream()
            .filter(other -> other.index() != wave.index() && !before.contains(other.index()))
            .findFirst()
            .ifPresent(other -> findings.add(turned(order, wave, other)));
      }
    }
  }

  private static Problem turned(Plan.Order order, Wave wave, Wave other) {
    return Problem.at(
        order.place(),
        Code.PLAN_INVALID,
        "%s has nodes of %s, and %s has nodes in %s, which doesn't come before it"
            .formatted(wave.name(), order.then(), order.first(), other.name()),
        "put " + order.first() + " into an earlier wave: an order holds within a wave");
  }

  /** Every wave that has passed when this one begins. */
  private Set<Integer> before(Wave wave) {
    var before = new HashSet<Integer>();
    var next = new ArrayDeque<>(wave.after());
    while (!next.isEmpty()) {
      int index = next.removeFirst();
      if (before.add(index)) {
        next.addAll(waves.get(index).after());
      }
    }
    return before;
  }

  private boolean has(Wave wave, Match match) {
    return wave.nodes().stream().flatMap(id -> fleet.node(id).stream()).anyMatch(match::matches);
  }

  private Problem finding(String message, String remedy) {
    return Problem.at(plan.document().place(), Code.PLAN_INVALID, message, remedy);
  }
}
