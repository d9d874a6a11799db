package xps.crypto.orchestrator.guard;

import java.util.ArrayList;
import java.util.List;

/**
 * A language of four words, for what guard does with rules whatever they are written in. The real
 * one is tested in {@code adapters/rules-cel}.
 */
final class PlayedRules implements RuleEngine {
  final List<RuleInput> asked = new ArrayList<>();

  @Override
  public Reading read(List<String> denyIf) {
    var mistakes = new ArrayList<Mistake>();
    var verdicts = new ArrayList<Verdict>();
    for (int rule = 0; rule < denyIf.size(); rule++) {
      switch (denyIf.get(rule).strip()) {
        case "yes" -> verdicts.add(new Verdict.Denies());
        case "no" -> verdicts.add(new Verdict.Passes());
        case "who knows" -> verdicts.add(new Verdict.Unjudged("it divides by zero"));
        default -> mistakes.add(mistake(rule, denyIf.get(rule)));
      }
    }
    return mistakes.isEmpty() ? ready(verdicts) : new Reading.Wrong(mistakes);
  }

  private Reading ready(List<Verdict> verdicts) {
    return new Reading.Ready(input -> {
      asked.add(input);
      return verdicts;
    });
  }

  /** The mistake stands where {@code oops} does. */
  private static Mistake mistake(int rule, String denyIf) {
    var lines = denyIf.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      int column = lines.get(i).indexOf("oops");
      if (column >= 0) {
        return new Mistake(rule, i + 1, column + 1, "oops isn't a word");
      }
    }
    return new Mistake(rule, 1, 1, "nothing of this is a word");
  }
}
