package xps.crypto.orchestrator.planner;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.document.Yaml;

/**
 * What a simulation takes the fleet for: how long nodes take, how many fail, how many aren't there.
 *
 * @param rules the first that matches a node holds; a node that none matches is {@link #USUAL}
 */
public record FleetModel(List<Rule> rules) {
  /** 20 s from start to first probe, nobody fails (CLI.md, {@code plan simulate}). */
  public static final Rule USUAL =
      new Rule(Match.EVERY, Duration.ofSeconds(20), Duration.ZERO, 0, 0);

  /** Every node is as usual. */
  public static final FleetModel DEFAULT = new FleetModel(List.of());

  private static final int MOST_RULES = 1_000;

  /** Copies the list. */
  public FleetModel {
    rules = List.copyOf(rules);
  }

  /**
   * Some nodes.
   *
   * @param takes from the start command to the first probe, at least
   * @param spread up to so much more, evenly
   * @param fails of a thousand nodes, so many fail their probe
   * @param offline of a thousand nodes, so many have no connection from the beginning
   */
  public record Rule(Match match, Duration takes, Duration spread, int fails, int offline) {}

  /**
   * What an earlier rollout has shown of a node.
   *
   * @param took from its start until the new version ran; nothing where it never did
   * @param failed whether it failed after its start
   * @param absent whether it was left out because it wasn't there
   */
  public record Observation(String node, Optional<Duration> took, boolean failed, boolean absent) {}

  /**
   * The model that observations amount to, a rule for each role: nodes that aren't in the fleet any
   * more say nothing, and a role of which nothing is known is as usual.
   */
  public static FleetModel measured(Fleet fleet, List<Observation> observations) {
    var byRole = new TreeMap<String, List<Observation>>();
    for (var seen : observations) {
      fleet
          .node(seen.node())
          .filter(node -> !node.role().isEmpty())
          .ifPresent(node -> byRole.computeIfAbsent(node.role(), _ -> new ArrayList<>()).add(seen));
    }
    var rules = new ArrayList<Rule>();
    byRole.forEach((role, seen) ->
        Match.parse(List.of("role:" + role)).ifPresent(match -> rules.add(measured(match, seen))));
    return new FleetModel(rules);
  }

  private static Rule measured(Match match, List<Observation> seen) {
    var took = seen.stream().flatMap(one -> one.took().stream()).sorted().toList();
    int absent = (int) seen.stream().filter(Observation::absent).count();
    int failed = (int) seen.stream().filter(Observation::failed).count();
    int started = seen.size() - absent;
    var least = took.isEmpty() ? USUAL.takes() : took.getFirst();
    // One that took for ever once says little about a night: the slowest of twenty is left out.
    var most = took.isEmpty() ? least : took.get((took.size() - 1) * 19 / 20);
    return new Rule(
        match,
        least,
        most.minus(least),
        perThousand(failed, started),
        perThousand(absent, seen.size()));
  }

  private static int perThousand(int part, int whole) {
    return whole == 0 ? 0 : (int) Math.min(1_000, (1_000L * part + whole - 1) / whole);
  }

  Rule of(Node node) {
    for (var rule : rules) {
      if (rule.match().matches(node)) {
        return rule;
      }
    }
    return USUAL;
  }

  /**
   * A finding for every rule that holds for no node of a plan.
   *
   * @param where the model stands
   */
  public List<Problem> findings(RolloutPlan plan, String where) {
    var holds = new HashSet<Rule>();
    for (var wave : plan.waves()) {
      wave.nodes().forEach(id -> plan.fleet().node(id).map(this::of).ifPresent(holds::add));
    }
    return rules.stream()
        .filter(rule -> !holds.contains(rule))
        .map(rule ->
            new Problem(
                Code.PLAN_INVALID,
                "the rule for " + rule.match() + " holds for no node of the plan",
                where,
                "correct its match, or put it before the rule that takes its nodes"))
        .toList();
  }

  /** Whether every run comes out the same. */
  boolean isCertain() {
    return rules.stream()
        .allMatch(rule -> rule.spread().isZero() && rule.fails() == 0 && rule.offline() == 0);
  }

  /**
   * Reads a model file: {@code nodes: [{match, takes?, spread?, fails_per_1000?,
   * offline_per_1000?}]}. Refusals are {@code PLAN_INVALID}.
   */
  public static Outcome<FleetModel> parse(String file, byte[] text) {
    return Yaml.parse(file, text, Code.PLAN_INVALID).flatMap(FleetModel::read);
  }

  private static Outcome<FleetModel> read(Value document) {
    var problems = new ArrayList<Problem>();
    var root = new Fields(document, Code.PLAN_INVALID, problems, "the model");
    var rules = new ArrayList<Rule>();
    for (var value : root.array("nodes")) {
      rules.add(rule(new Fields(value, Code.PLAN_INVALID, problems, "the rule")));
    }
    if (rules.size() > MOST_RULES) {
      root.problem("nodes", "a model has at most " + MOST_RULES + " rules", "join some");
    }
    root.done();
    return Outcome.unless(problems, () -> new FleetModel(rules));
  }

  private static Rule rule(Fields fields) {
    var match = Match.parse(fields.texts("match"));
    if (match.isEmpty() && fields.has("match")) {
      fields.problem(
          "match",
          "a match is a list of key:value, or * alone",
          "write for example [\"region:eu-*\"] or [\"*\"]");
    }
    var takes = fields.optionalDuration("takes").orElse(USUAL.takes());
    var spread = fields.optionalDuration("spread").orElse(Duration.ZERO);
    int fails = fields.optionalInteger("fails_per_1000", 0, 1_000).orElse(0L).intValue();
    int offline = fields.optionalInteger("offline_per_1000", 0, 1_000).orElse(0L).intValue();
    fields.done();
    return new Rule(match.orElse(Match.EVERY), takes, spread, fails, offline);
  }
}
