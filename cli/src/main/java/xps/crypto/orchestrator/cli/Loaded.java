package xps.crypto.orchestrator.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.RefusedException;

/** Makes outcomes of loaders that throw, and one refusal of several. */
final class Loaded {
  private Loaded() {}

  /** What the loader returns, or the problems that it throws. */
  static <T> Outcome<T> from(Supplier<T> loader) {
    try {
      return Outcome.ok(loader.get());
    } catch (RefusedException refused) {
      return Outcome.refused(refused.problems());
    }
  }

  /** Every problem of all of them: the documents of one stage are told about together. */
  static List<Problem> problems(Outcome<?>... outcomes) {
    var problems = new ArrayList<Problem>();
    for (var outcome : outcomes) {
      problems.addAll(outcome.problems());
    }
    return problems;
  }
}
