package xps.crypto.orchestrator.guard;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import xps.crypto.orchestrator.attest.DocumentSignatures;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Escape;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Nearest;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.document.Yaml;
import xps.crypto.orchestrator.planner.Windows;

/** Reads a policy; all that is wrong with it is told at once. */
final class PolicyReader {
  static final Code INVALID = Code.POLICY_INVALID;

  private final List<Problem> problems = new ArrayList<>();
  private final RulesReader rulesReader;

  private PolicyReader(byte[] text, Supplier<Optional<RuleEngine>> engines) {
    this.rulesReader = new RulesReader(engines, new SourceText(text), problems);
  }

  static Outcome<Policy> read(String file, byte[] text, Supplier<Optional<RuleEngine>> engines) {
    return Yaml.parse(file, text, INVALID)
        .flatMap(value -> new PolicyReader(text, engines).policy(value));
  }

  private Outcome<Policy> policy(Value value) {
    var fields = new Fields(value, INVALID, problems, "the policy");
    var rbac = new RbacReader(problems).read(fields.object("rbac"));
    var breakGlass =
        fields.optionalObject("break_glass").map(new BreakGlassReader(rbac, problems)::read);
    var windows = fields.optionalAny("windows").map(this::windows).orElse(Windows.ALWAYS);
    var risk = risk(fields.object("risk"));
    var places = fields.optionalObject("environments").map(EnvironmentsReader::read);
    var environments = places.flatMap(EnvironmentsReader.Environments::allow);
    SortedMap<String, List<String>> after =
        places.map(EnvironmentsReader.Environments::after).orElseGet(TreeMap::new);
    var targets = fields.optionalObject("targets").flatMap(PolicyReader::targets);
    var drift =
        fields.optionalOneOf("drift", Drift.texts()).flatMap(Drift::parse).orElse(Drift.REPORT);
    var version = fields.optionalInteger("version", 1, Value.LARGEST_INTEGER);
    var expires = fields.optionalTime("expires");
    var signatures = DocumentSignatures.read(fields, INVALID, problems);
    var rules = rulesReader.read(fields);
    fields.done();
    if (!problems.isEmpty() || !(value instanceof Value.Obj document)) {
      return Outcome.refused(problems);
    }
    var policy =
        new Policy(
            new Policy.Contents(
                document,
                rbac,
                windows,
                risk,
                rules,
                environments,
                after,
                targets,
                breakGlass,
                drift,
                version.isPresent() ? OptionalLong.of(version.get()) : OptionalLong.empty(),
                expires,
                signatures));
    return Outcome.ok(policy, policy.findings());
  }

  private Windows windows(Value value) {
    return Windows.parse(value, INVALID, problems);
  }

  private static Optional<List<String>> targets(Fields fields) {
    var allow = fields.optionalTexts("allow", Grammar::isTarget, "a role of nodes");
    fields.done();
    return allow;
  }

  private RiskRules risk(Fields fields) {
    int maxScore = (int) fields.integer("max_score", 0, RiskKind.HIGHEST);
    var weights = fields.optionalObject("weights").map(PolicyReader::weights).orElse(Map.of());
    var denyOn = denyOn(fields.optionalArray("deny_on").orElse(List.of()));
    var place = fields.value().place();
    fields.done();
    return new RiskRules(maxScore, weights, denyOn, place);
  }

  private static Map<RiskKind, Integer> weights(Fields fields) {
    var weights = new EnumMap<RiskKind, Integer>(RiskKind.class);
    for (var kind : RiskKind.values()) {
      fields
          .optionalInteger(kind.text(), 0, RiskKind.HIGHEST)
          .ifPresent(points -> weights.put(kind, points.intValue()));
    }
    fields.done();
    return weights;
  }

  private Set<DenyRule> denyOn(List<Value> items) {
    var on = EnumSet.noneOf(DenyRule.class);
    var named = EnumSet.noneOf(DenyRule.class);
    for (var item : items) {
      switch (item) {
        case Value.Str(var name, _) -> denyRule(item, name, true, named, on);
        case Value.Obj object when isSwitch(object) ->
            object
                .members()
                .forEach(
                    (name, value) -> denyRule(item, name, ((Value.Bool) value).truth(), named, on));
        default ->
            report(
                item,
                "in \"deny_on\" each has to be a name, or one name with true or false",
                "write - missing_sbom: true");
      }
    }
    return on;
  }

  private static boolean isSwitch(Value.Obj object) {
    return object.members().size() == 1
        && object.members().values().stream().allMatch(value -> value instanceof Value.Bool);
  }

  private void denyRule(
      Value item, String name, boolean isOn, Set<DenyRule> named, Set<DenyRule> on) {
    var rule = DenyRule.parse(name);
    if (rule.isEmpty()) {
      var meant = Nearest.to(name, DenyRule.texts());
      report(
          item,
          "in \"deny_on\" there is no "
              + Escape.quote(name)
              + meant.map(word -> "; did you mean " + Escape.quote(word) + "?").orElse(""),
          "write one of: " + String.join(", ", DenyRule.texts()));
    } else if (!named.add(rule.get())) {
      report(item, Escape.quote(name) + " stands in \"deny_on\" twice", "take one of them out");
    } else if (isOn) {
      on.add(rule.get());
    }
  }

  private void report(Value item, String message, String remedy) {
    problems.add(Problem.at(item.place(), INVALID, message, remedy));
  }

  static String list(List<String> names) {
    return names.stream().sorted().distinct().collect(Collectors.joining(", "));
  }
}
