package xps.crypto.orchestrator.rulescel;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import xps.crypto.orchestrator.guard.RuleEngine;
import xps.crypto.orchestrator.guard.RuleInput;

/**
 * Rules that have their types. Whatever goes wrong when they are asked is a verdict, never a pass.
 */
record CelProgram(List<CelRuntime.Program> rules, LongSupplier nanoTime)
    implements RuleEngine.Program {
  private static final Pattern PLACE = Pattern.compile("^evaluation error at <input>:\\d+: ");

  CelProgram {
    rules = List.copyOf(rules);
  }

  @Override
  public List<RuleEngine.Verdict> ask(RuleInput input) {
    var facts = Facts.of(input);
    var steps = new Steps(nanoTime);
    var verdicts = new ArrayList<RuleEngine.Verdict>(rules.size());
    for (var rule : rules) {
      verdicts.add(ask(rule, facts, steps));
    }
    return verdicts;
  }

  private static RuleEngine.Verdict ask(
      CelRuntime.Program rule, Map<String, Object> facts, Steps steps) {
    if (steps.objection().isPresent()) {
      return new RuleEngine.Verdict.Unjudged(steps.objection().get());
    }
    try {
      var applies = rule.trace(facts, steps);
      return steps
          .objection()
          .<RuleEngine.Verdict>map(RuleEngine.Verdict.Unjudged::new)
          .orElseGet(() -> verdict(applies));
    } catch (CelEvaluationException failed) {
      return new RuleEngine.Verdict.Unjudged(reason(failed));
    } catch (RuntimeException | StackOverflowError broken) {
      // A bug of the library's: nobody is let through by it.
      return new RuleEngine.Verdict.Unjudged(broken.toString());
    }
  }

  /** What went wrong, without the place within a text that nobody has before them. */
  static String reason(Exception failed) {
    return PLACE.matcher(String.valueOf(failed.getMessage())).replaceFirst("");
  }

  private static RuleEngine.Verdict verdict(Object applies) {
    return Boolean.FALSE.equals(applies)
        ? new RuleEngine.Verdict.Passes()
        : new RuleEngine.Verdict.Denies();
  }
}
