package xps.crypto.orchestrator.rulescel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.compiler.CelCompiler;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.List;
import java.util.function.LongSupplier;
import xps.crypto.orchestrator.guard.RuleEngine;

/** A policy's rules in CEL. Found by {@code ServiceLoader}, so it needs no parameters. */
public final class CelRules implements RuleEngine {
  private final CelCompiler compiler = Language.compiler();
  private final CelRuntime runtime = Language.runtime();
  private final LongSupplier nanoTime;

  /** Measures by the system's clock how long a rule takes. */
  public CelRules() {
    this(System::nanoTime);
  }

  CelRules(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  public Reading read(String denyIf) {
    try {
      var checked = compiler.compile(denyIf);
      return checked.hasError() ? wrong(checked) : typed(checked.getAst());
    } catch (CelValidationException | CelEvaluationException refused) {
      return wrong(String.valueOf(refused.getMessage()));
    } catch (StackOverflowError _) {
      return wrong("it is nested too deeply");
    }
  }

  private Reading typed(CelAbstractSyntaxTree ast) throws CelEvaluationException {
    var mistakes = Language.mistakes(ast);
    if (!mistakes.isEmpty()) {
      return new Reading.Wrong(mistakes);
    }
    var program = new CelProgram(runtime.createProgram(ast), nanoTime);
    // What it loads belongs to the time of loading, not to that of the first question.
    program.ask(Facts.NOBODYS);
    return new Reading.Ready(program);
  }

  private static Reading wrong(CelValidationResult checked) {
    return new Reading.Wrong(checked.getErrors().stream().map(CelRules::mistake).toList());
  }

  private static Mistake mistake(CelIssue issue) {
    var at = issue.getSourceLocation();
    return new Mistake(
        Math.max(1, at.getLine()),
        Math.max(0, at.getColumn()) + 1,
        issue.getMessage().replace(" (in container '')", ""));
  }

  private static Reading wrong(String message) {
    return new Reading.Wrong(List.of(new Mistake(1, 1, message)));
  }
}
