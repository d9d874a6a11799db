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
  Rules read(Fields policy) {
    var items = policy.optionalArray("rules").orElse(List.of());
    if (items.isEmpty()) {
      return Rules.NONE;
    }
    if (items.size() > MOST_RULES) {
      policy.problem(
          "rules",
          "there are " + items.size() + " rules; at most " + MOST_RULES + " are read",
          "say the same in fewer");
      return Rules.NONE;
    }
    var engine = engines.get();
    if (engine.isEmpty()) {
      policy.problem(
          "rules",
          "the policy has rules in CEL, and what judges them (rules-cel) isn't here",
          "put the adapter rules-cel beside the program (docs/policy-rules.md), or take the rules"
              + " out: a rule that is passed over is no rule");
      return Rules.NONE;
    }
    int before = problems.size();
    var texts = new ArrayList<Text>();
    var names = new HashSet<String>();
    for (var item : items) {
      read(item, names).ifPresent(texts::add);
    }
    return switch (engine.get().read(texts.stream().map(Text::denyIf).toList())) {
      case RuleEngine.Reading.Wrong(var mistakes) -> {
        mistakes.forEach(mistake -> wrong(texts.get(mistake.rule()), mistake));
        yield Rules.NONE;
      }
      case RuleEngine.Reading.Ready(var program) ->
          problems.size() > before
              ? Rules.NONE
              : new Rules(texts.stream().map(Text::rule).toList(), program);
    };
  }

  /** A rule, its condition, and where that stands. */
  private record Text(Rule rule, String denyIf, Place place) {}

  private Optional<Text> read(Value item, Set<String> names) {
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
    return Optional.of(new Text(new Rule(name, message), denyIf, fields.place("deny_if")));
  }

  private void wrong(Text text, RuleEngine.Mistake mistake) {
    problems.add(
        Problem.at(
            source.within(text.place(), text.denyIf(), mistake.line(), mistake.column()),
            PolicyReader.INVALID,
            "the rule " + text.rule().name() + " is no condition: " + mistake.message(),
            "correct it; docs/policy-rules.md says what a rule can ask about"));
  }
}
