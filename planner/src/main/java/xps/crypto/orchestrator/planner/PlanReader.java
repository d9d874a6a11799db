package xps.crypto.orchestrator.planner;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/** Reads a plan's JSON, strictly, every problem at once. */
final class PlanReader {
  private static final int MOST_CONCURRENT = 1_000_000;
  private static final int MOST_THRESHOLD = 1_000;
  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(200);
  private static final int MOST_ORDERS = 16;
  private static final Duration LONGEST_HORIZON = Duration.ofDays(7);

  private final List<Problem> problems = new ArrayList<>();

  private PlanReader() {}

  static Outcome<Plan> read(Value document) {
    var reader = new PlanReader();
    var plan = reader.plan(document);
    return Outcome.unless(reader.problems, () -> plan);
  }

  private Plan plan(Value document) {
    var root = new Fields(document, Code.PLAN_INVALID, problems, "the plan");
    var strategy = root.object("strategy");
    var canary = strategy.optionalObject("canary").map(this::canary);
    var waves = waves(strategy);
    var keep = strategy.optionalObject("keep").flatMap(this::keep);
    var skip =
        strategy.optionalOneOf("unmatched", List.of("error", "skip")).equals(Optional.of("skip"));
    var converges =
        strategy
            .optionalOneOf("late_joiners", List.of("converge", "skip"))
            .equals(Optional.of("converge"));
    var deadline = strategy.optionalDuration("deadline");
    var offline =
        strategy
            .optionalObject("offline")
            .map(this::offline)
            .orElse(new Plan.Offline(Duration.ofMinutes(30), true));
    var aborts = strategy.optionalArray("abort").map(this::aborts).orElse(List.of());
    var orders = strategy.optionalArray("order").map(this::orders).orElse(List.of());
    needsDomains(strategy, aborts, keep.isPresent());
    var receipts = receipts(strategy, canary);
    strategy.done();
    var health = root.optionalObject("health_check").map(this::healthCheck);
    var rollback = root.optionalObject("rollback").map(this::rollback);
    root.done();
    var object = document instanceof Value.Obj given ? given : Value.object().build();
    return new Plan(
        object,
        Plan.digestOf(object),
        canary,
        waves,
        keep,
        orders,
        skip,
        converges,
        receipts,
        deadline,
        offline,
        aborts,
        health,
        rollback);
  }

  private static boolean receipts(Fields strategy, Optional<Plan.Canary> canary) {
    boolean required = strategy.optionalOneOf("receipts", List.of("required")).isPresent();
    if (required && canary.filter(rule -> rule.percentage() > 0).isEmpty()) {
      strategy.problem(
          "receipts",
          "receipts are the word of canary nodes, and this plan has no canary",
          "give canary.percentage, or leave receipts out");
    }
    return required;
  }

  private Plan.Canary canary(Fields fields) {
    var percentage = fields.optionalInteger("percentage", 0, 100).orElse(0L).intValue();
    var halt = fields.optionalBool("halt_on_error").orElse(true);
    var match = fields.has("match") ? Optional.of(match(fields)) : Optional.<Match>empty();
    var bake = fields.optionalDuration("bake").orElse(Duration.ZERO);
    var concurrency = fields.optionalInteger("concurrency", 1, MOST_CONCURRENT).map(Long::intValue);
    fields.done();
    return new Plan.Canary(percentage, halt, match, bake, concurrency);
  }

  private List<Plan.WaveRule> waves(Fields strategy) {
    var waves = new ArrayList<Plan.WaveRule>();
    var names = new HashSet<String>();
    for (var value : strategy.array("waves")) {
      var fields = new Fields(value, Code.PLAN_INVALID, problems, "the wave");
      var wave = wave(fields);
      if (wave.name().equals(Wave.CANARY)) {
        fields.problem(
            "name", "canary is the name of the canary's own wave", "name the wave otherwise");
      }
      if (!names.add(wave.name()) && !wave.name().isEmpty()) {
        fields.problem(
            "name", "two waves are called " + wave.name(), "give each a name of its own");
      }
      waves.add(wave);
    }
    if (waves.isEmpty() && strategy.has("waves")) {
      strategy.problem("waves", "a plan without waves reaches nobody", "list at least one wave");
    }
    return waves;
  }

  private Plan.WaveRule wave(Fields fields) {
    var name = fields.id("name");
    var match = match(fields);
    var concurrency = (int) fields.integer("concurrency", 1, MOST_CONCURRENT);
    var after = fields.optionalTexts("after", Grammar::isId, "the name of a wave");
    var bake = fields.optionalDuration("bake").orElse(Duration.ZERO);
    var rate = fields.optionalObject("start_rate").map(PlanReader::startRate);
    var most = fields.optionalObject("max_unavailable").map(PlanReader::maxUnavailable);
    fields.done();
    return new Plan.WaveRule(
        name, match, concurrency, after, bake, rate, most, fields.value().place());
  }

  private static Plan.StartRate startRate(Fields fields) {
    int initial = (int) fields.integer("initial", 1, MOST_CONCURRENT);
    int factor = (int) fields.integer("factor", 2, MOST_THRESHOLD);
    fields.done();
    return new Plan.StartRate(initial, factor);
  }

  private static Plan.MaxUnavailable maxUnavailable(Fields fields) {
    var per = fields.text("per", Grammar::isLabel, "a label's key");
    int count = (int) fields.integer("count", 1, MOST_CONCURRENT);
    fields.done();
    return new Plan.MaxUnavailable(per, count);
  }

  private List<Plan.Order> orders(List<Value> values) {
    var orders = new ArrayList<Plan.Order>();
    for (var value : values) {
      var fields = new Fields(value, Code.PLAN_INVALID, problems, "the order");
      var first = match(fields, "first", List.of(fields.text("first")));
      var then = match(fields, "then", List.of(fields.text("then")));
      fields.done();
      orders.add(new Plan.Order(first, then, fields.value().place()));
    }
    if (orders.size() > MOST_ORDERS) {
      problems.add(
          Problem.at(
              orders.get(MOST_ORDERS).place(),
              Code.PLAN_INVALID,
              "a plan has at most " + MOST_ORDERS + " orders",
              "leave some out"));
    }
    return orders;
  }

  private static void needsDomains(Fields strategy, List<Plan.Abort> aborts, boolean hasDomains) {
    if (!hasDomains
        && aborts.stream().anyMatch(abort -> abort.scope() == Plan.Abort.Scope.DOMAIN)) {
      strategy.problem(
          "abort",
          "scope domain means the domains of keep, and the plan has no keep",
          "add keep, or use wave or rollout");
    }
  }

  private static Match match(Fields fields) {
    return match(fields, "match", fields.texts("match"));
  }

  private static Match match(Fields fields, String name, List<String> entries) {
    var match = Match.parse(entries);
    if (match.isEmpty() && fields.has(name)) {
      fields.problem(
          name,
          entries.isEmpty()
              ? "an empty match means nobody"
              : "a match is a list of key:value, or * alone",
          "write for example [\"region:eu-*\", \"tier:canary\"] or [\"*\"]");
    }
    return match.orElse(Match.EVERY);
  }

  private Optional<Plan.Keep> keep(Fields fields) {
    var per = fields.text("per", Grammar::isLabel, "a label's key");
    var available = fields.text("available");
    fields.done();
    var parts = available.split("/", -1);
    if (parts.length == 2 && isSmall(parts[0]) && isSmall(parts[1])) {
      var keep = new Plan.Keep(per, Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
      if (keep.denominator() > 0 && keep.numerator() <= keep.denominator()) {
        return Optional.of(keep);
      }
    }
    if (fields.has("available")) {
      fields.problem(
          "available", "available is a fraction of at most 1", "write for example \"2/3\"");
    }
    return Optional.empty();
  }

  private static boolean isSmall(String text) {
    return !text.isEmpty()
        && text.length() <= 4
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private Plan.Offline offline(Fields fields) {
    var wait = fields.optionalDuration("wait").orElse(Duration.ofMinutes(30));
    var then = fields.optionalOneOf("then", List.of("skip", "fail")).orElse("skip");
    fields.done();
    return new Plan.Offline(wait, then.equals("skip"));
  }

  private List<Plan.Abort> aborts(List<Value> values) {
    var aborts = new ArrayList<Plan.Abort>();
    for (var value : values) {
      var fields = new Fields(value, Code.PLAN_INVALID, problems, "the abort rule");
      var on = fields.optionalTexts("on").orElse(List.of("any"));
      if (on.isEmpty() || !List.of("failed", "silent", "any").containsAll(on)) {
        fields.problem("on", "an abort is on failed, silent or any", "write for example [failed]");
      }
      var percent = fields.optionalInteger("percent", 1, 100).map(Long::intValue);
      var count = fields.optionalInteger("count", 1, MOST_CONCURRENT).map(Long::intValue);
      if (percent.isPresent() == count.isPresent()) {
        fields.problem("percent", "an abort has either percent or count", "give one of them");
      }
      var least = fields.optionalInteger("min_finished", 0, MOST_CONCURRENT).orElse(0L).intValue();
      var scope =
          fields.optionalOneOf("scope", List.of("wave", "rollout", "domain")).orElse("rollout");
      fields.done();
      aborts.add(
          new Plan.Abort(
              on, percent, count, least, Plan.Abort.Scope.valueOf(scope.toUpperCase(Locale.ROOT))));
    }
    return aborts;
  }

  private Plan.HealthCheck healthCheck(Fields fields) {
    var probe =
        fields.text(
            "probe",
            text -> ProbeTemplate.parse(text).isPresent(),
            "a probe such as \"http+tls://{host}:8443/healthz\", with braces around labels of host"
                + " and path only");
    var successes = threshold(fields, "success_threshold");
    var failures = threshold(fields, "failure_threshold");
    var interval = fields.optionalDuration("interval").orElse(Duration.ofSeconds(1));
    if (interval.compareTo(SHORTEST_INTERVAL) < 0) {
      fields.problem("interval", "an interval is 200ms at least", "probe less often");
    }
    var timeout = fields.optionalDuration("timeout").orElse(Duration.ofSeconds(2));
    var deadline = fields.optionalDuration("deadline").orElse(Duration.ofSeconds(60));
    var grace = fields.optionalDuration("grace");
    var hosts =
        fields
            .optionalTexts("hosts_allow", ProbeTemplate::isHost, "a host name or an address")
            .orElse(List.of());
    var ca =
        fields.optionalText(
            "ca", Grammar::isArtifactName, "the name of a PEM file beside the plan");
    fields.done();
    return new Plan.HealthCheck(
        probe, successes, failures, interval, timeout, deadline, grace, hosts, ca);
  }

  private static int threshold(Fields fields, String name) {
    return fields.optionalInteger(name, 1, MOST_THRESHOLD).orElse(1L).intValue();
  }

  private Plan.Rollback rollback(Fields fields) {
    var on = new ArrayList<Plan.Rollback.Cause>();
    for (var text : fields.optionalTexts("on").orElse(List.of())) {
      var cause = cause(text);
      if (cause.isEmpty()) {
        fields.problem(
            "on",
            "nothing is called " + text,
            "use probe_timeout, probe_failed, policy_violation, install_error, attestation_failed"
                + " or selftest_failed");
      }
      cause.ifPresent(on::add);
    }
    var staged =
        fields
            .optionalOneOf("strategy", List.of("immediate", "staged"))
            .equals(Optional.of("staged"));
    var scope = fields.optionalOneOf("scope", List.of("node", "wave", "all")).orElse("wave");
    var horizon = fields.optionalDuration("horizon").orElse(Plan.Rollback.USUAL_HORIZON);
    if (horizon.compareTo(LONGEST_HORIZON) > 0) {
      fields.problem("horizon", "a horizon is 7d at most", "shorten it");
    }
    fields.done();
    return new Plan.Rollback(
        on, staged, Plan.Rollback.Scope.valueOf(scope.toUpperCase(Locale.ROOT)), horizon);
  }

  private static Optional<Plan.Rollback.Cause> cause(String text) {
    for (var cause : Plan.Rollback.Cause.values()) {
      if (cause.name().toLowerCase(Locale.ROOT).equals(text)) {
        return Optional.of(cause);
      }
    }
    return Optional.empty();
  }
}
