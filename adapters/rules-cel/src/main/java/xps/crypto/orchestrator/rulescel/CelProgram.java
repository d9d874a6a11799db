package xps.crypto.orchestrator.rulescel;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import xps.crypto.orchestrator.guard.RuleEngine;
import xps.crypto.orchestrator.guard.RuleInput;

/** A rule that has its types. Whatever goes wrong when it is asked is a verdict, never a pass. */
record CelProgram(CelRuntime.Program program, LongSupplier nanoTime) implements RuleEngine.Program {
  private static final Pattern PLACE = Pattern.compile("^evaluation error at <input>:\\d+: ");

  @Override
  public RuleEngine.Verdict ask(RuleInput input) {
    var steps = new Steps(nanoTime);
    try {
      var applies = program.trace(Facts.of(input), steps);
      return steps
          .objection()
          .<RuleEngine.Verdict>map(RuleEngine.Verdict.Unjudged::new)
          .orElseGet(() -> verdict(applies));
    } catch (CelEvaluationException failed) {
      var why = String.valueOf(failed.getMessage());
      return new RuleEngine.Verdict.Unjudged(PLACE.matcher(why).replaceFirst(""));
    } catch (RuntimeException | StackOverflowError broken) {
      // A bug of the library's: nobody is let through by it.
      return new RuleEngine.Verdict.Unjudged(broken.toString());
    }
  }

  private static RuleEngine.Verdict verdict(Object applies) {
    return Boolean.FALSE.equals(applies)
        ? new RuleEngine.Verdict.Passes()
        : new RuleEngine.Verdict.Denies();
  }
}
