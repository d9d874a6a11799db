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
  public Reading read(String denyIf) {
    return switch (denyIf.strip()) {
      case "yes" -> ready(new Verdict.Denies());
      case "no" -> ready(new Verdict.Passes());
      case "who knows" -> ready(new Verdict.Unjudged("it divides by zero"));
      default -> wrong(denyIf);
    };
  }

  private Reading ready(Verdict verdict) {
    return new Reading.Ready(input -> {
      asked.add(input);
      return verdict;
    });
  }

  /** The mistake stands where {@code oops} does. */
  private static Reading wrong(String denyIf) {
    var lines = denyIf.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      int column = lines.get(i).indexOf("oops");
      if (column >= 0) {
        return new Reading.Wrong(List.of(new Mistake(i + 1, column + 1, "oops isn't a word")));
      }
    }
    return new Reading.Wrong(List.of(new Mistake(1, 1, "nothing of this is a word")));
  }
}
