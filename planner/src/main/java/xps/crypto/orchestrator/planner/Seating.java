package xps.crypto.orchestrator.planner;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Puts every node where it waits, once, before a rollout begins. */
final class Seating {
  private final RolloutState state;
  private final Plan plan;

  /** The labels that some limit counts by. */
  private final List<String> labels;

  private final Map<String, Map<String, Budget>> budgets = new HashMap<>();
  private final Map<Place, Seat> seats = new HashMap<>();

  /** The same, by what most nodes share with others: looked at once for all of them. */
  private final IdentityHashMap<SortedMap<String, String>, Seat> byLabels = new IdentityHashMap<>();

  /** Whether labels alone decide. */
  private final boolean labelsDecide;

  /** Nothing limits it: it counts who of all is out. */
  private final Budget everybody = new Budget(Budget.EVERYBODY, "");

  Seating(RolloutState state) {
    this.state = state;
    this.plan = state.plan.plan();
    var counted = new TreeSet<String>();
    plan.keep().ifPresent(rule -> counted.add(rule.per()));
    plan.waves().stream()
        .flatMap(rule -> rule.maxUnavailable().stream())
        .forEach(most -> counted.add(most.per()));
    this.labels = List.copyOf(counted);
    this.labelsDecide =
        Stream.concat(
                labels.stream(),
                plan.orders().stream()
                    .flatMap(order -> Stream.of(order.first(), order.then()))
                    .flatMap(match -> match.keys().stream()))
            .allMatch(Node::isLabel);
  }

  /**
   * What nodes may have in common, so that they wait in one line.
   *
   * @param values of the labels that are counted by; empty where a node has none
   * @param first rules of {@code order} that name it first
   * @param then rules that name it then
   */
  private record Place(int wave, List<String> values, List<Integer> first, List<Integer> then) {}

  private record Seat(
      Line line, List<Budget> budgets, String domain, Tally tally, List<Pending> first) {}

  void seatEverybody() {
    plan.keep().ifPresent(this::countFleet);
    for (var wave : state.plan.waves()) {
      state.waves.add(new WaveRun(wave, plan, state.began));
      byLabels.clear();
      for (var id : wave.nodes()) {
        var seat = seatOf(state.plan.fleet().node(id).orElseThrow(), wave.index());
        var node =
            new NodeRun(
                id,
                state.everybody.size(),
                wave.index(),
                seat.line(),
                seat.budgets(),
                seat.domain(),
                seat.tally(),
                seat.first(),
                state.began);
        state.add(node);
        Turnstile.count(state, node, 1);
        seat.line().add(node);
      }
    }
  }

  /** What is kept is a share of the whole fleet, in the rollout or not. */
  private void countFleet(Plan.Keep keep) {
    for (var node : state.plan.fleet().nodes()) {
      node.matchable(keep.per()).ifPresent(value -> budget(keep.per(), value).size++);
    }
  }

  private Budget budget(String label, String value) {
    return budgets
        .computeIfAbsent(label, _ -> new HashMap<>())
        .computeIfAbsent(value, _ -> new Budget(label, value));
  }

  private Seat seatOf(Node node, int wave) {
    return labelsDecide
        ? byLabels.computeIfAbsent(node.labels(), _ -> lookAt(node, wave))
        : lookAt(node, wave);
  }

  private Seat lookAt(Node node, int wave) {
    var place =
        labels.isEmpty() && plan.orders().isEmpty()
            ? new Place(wave, List.of(), List.of(), List.of())
            : new Place(
                wave,
                labels.stream().map(label -> node.matchable(label).orElse("")).toList(),
                rules(node, true),
                rules(node, false));
    return seats.computeIfAbsent(place, key -> seat(key, node));
  }

  private List<Integer> rules(Node node, boolean isFirst) {
    var rules = new ArrayList<Integer>();
    for (int rule = 0; rule < plan.orders().size(); rule++) {
      var order = plan.orders().get(rule);
      if ((isFirst ? order.first() : order.then()).matches(node)) {
        rules.add(rule);
      }
    }
    return rules;
  }

  private Seat seat(Place place, Node node) {
    var wave = state.waves.get(place.wave());
    var counted = new ArrayList<>(List.of(everybody));
    for (var label : labels) {
      node.matchable(label).ifPresent(value -> counted.add(budget(label, value)));
    }
    var domain = plan.keep().flatMap(rule -> node.matchable(rule.per())).orElse("");
    var limits = limits(wave, place, node);
    var line = new Line(wave, wave.lines.size(), limits);
    wave.lines.add(line);
    return new Seat(
        line,
        List.copyOf(counted),
        domain,
        domain.isEmpty() ? new Tally() : state.tallyOf(domain),
        place.first().stream().map(wave.pending::get).toList());
  }

  private List<Limit> limits(WaveRun wave, Place place, Node node) {
    var limits = new ArrayList<Limit>();
    plan.keep()
        .ifPresent(keep ->
            node.matchable(keep.per())
                .ifPresent(value -> limits.add(new Limit.Keeps(keep, budget(keep.per(), value)))));
    wave.maxUnavailable()
        .ifPresent(most ->
            node.matchable(most.per())
                .ifPresent(value -> limits.add(new Limit.Most(most, budget(most.per(), value)))));
    for (int rule : place.then()) {
      limits.add(new Limit.After(plan.orders().get(rule), wave.pending.get(rule)));
    }
    return limits;
  }
}
