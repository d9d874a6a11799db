package xps.crypto.orchestrator.guard;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import xps.crypto.orchestrator.document.Escape;
import xps.crypto.orchestrator.document.Fields;
import xps.crypto.orchestrator.document.Place;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/** Reads a policy's {@code rules} and has each of them typed. */
final class RulesReader {
  /** A policy with more of them is read by nobody. */
  static final int MOST_RULES = 64;

  private static final int LONGEST_MESSAGE = 500;

  private final Supplier<Optional<RuleEngine>> engines;
  private final SourceText source;
  private final List<Problem> problems;

  RulesReader(Supplier<Optional<RuleEngine>> engines, SourceText source, List<Problem> problems) {
    this.engines = engines;
    this.source = source;
    this.problems = problems;
  }

  /** Asks for an engine only where there are rules: to load one takes its time. */
  List<Rule> read(Fields policy) {
    var items = policy.optionalArray("rules").orElse(List.of());
    if (items.isEmpty()) {
      return List.of();
    }
    if (items.size() > MOST_RULES) {
      policy.problem(
          "rules",
          "there are " + items.size() + " rules; at most " + MOST_RULES + " are read",
          "say the same in fewer");
      return List.of();
    }
    var engine = engines.get();
    if (engine.isEmpty()) {
      policy.problem(
          "rules",
          "the policy has rules in CEL, and what judges them (rules-cel) isn't here",
          "put the adapter rules-cel beside the program (docs/policy-rules.md), or take the rules"
              + " out: a rule that is passed over is no rule");
      return List.of();
    }
    var rules = new ArrayList<Rule>();
    var names = new HashSet<String>();
    for (var item : items) {
      read(item, engine.get(), names).ifPresent(rules::add);
    }
    return rules;
  }

  private Optional<Rule> read(Value item, RuleEngine engine, Set<String> names) {
    var fields = new Fields(item, PolicyReader.INVALID, problems, "a rule");
    int before = problems.size();
    var name = fields.id("name");
    var denyIf =
        fields.text(
            "deny_if",
            text -> !text.isBlank() && text.length() <= RuleEngine.LONGEST_RULE,
            "a condition of at most " + RuleEngine.LONGEST_RULE + " characters");
    var message =
        fields.text(
            "message",
            text -> !text.isBlank() && text.length() <= LONGEST_MESSAGE,
            "a message of at most " + LONGEST_MESSAGE + " characters");
    fields.done();
    if (problems.size() > before) {
      return Optional.empty();
    }
    if (!names.add(name)) {
      fields.problem("name", "two rules are named " + name, "give each a name of its own");
    }
    if (DenyRule.parse(name).isPresent()) {
      fields.problem(
          "name",
          Escape.quote(name) + " is one of risk.deny_on, and a refusal names one or the other",
          "give the rule another name");
    }
    return switch (engine.read(denyIf)) {
      case RuleEngine.Reading.Ready(var program) -> Optional.of(new Rule(name, message, program));
      case RuleEngine.Reading.Wrong(var mistakes) -> {
        mistakes.forEach(mistake -> wrong(name, denyIf, fields.place("deny_if"), mistake));
        yield Optional.empty();
      }
    };
  }

  private void wrong(String name, String denyIf, Place place, RuleEngine.Mistake mistake) {
    problems.add(
        Problem.at(
            source.within(place, denyIf, mistake.line(), mistake.column()),
            PolicyReader.INVALID,
            "the rule " + name + " is no condition: " + mistake.message(),
            "correct it; docs/policy-rules.md says what a rule can ask about"));
  }
}
