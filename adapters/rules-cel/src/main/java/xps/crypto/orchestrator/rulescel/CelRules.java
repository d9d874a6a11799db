package xps.crypto.orchestrator.rulescel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationException;
import dev.cel.compiler.CelCompiler;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import xps.crypto.orchestrator.guard.RuleEngine;

/** A policy's rules in CEL. Found by {@code ServiceLoader}, so it needs no parameters. */
public final class CelRules implements RuleEngine {
  private final CelCompiler compiler = Language.compiler();
  private final CelRuntime runtime = Language.runtime();
  private final WrittenTimes times = new WrittenTimes();
  private final LongSupplier nanoTime;

  /** Measures by the system's clock how long a rule takes. */
  public CelRules() {
    this(System::nanoTime);
  }

  CelRules(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  public Reading read(List<String> denyIf) {
    var programs = new ArrayList<CelRuntime.Program>();
    var mistakes = new ArrayList<Mistake>();
    for (int i = 0; i < denyIf.size(); i++) {
      int rule = i;
      switch (read(denyIf.get(i))) {
        case Typed.Ready(var program) -> programs.add(program);
        case Typed.Wrong(var flaws) ->
            flaws.forEach(flaw ->
                mistakes.add(new Mistake(rule, flaw.line(), flaw.column(), flaw.message())));
      }
    }
    if (!mistakes.isEmpty()) {
      return new Reading.Wrong(mistakes);
    }
    var program = new CelProgram(programs, nanoTime);
    // What it loads belongs to the time of loading, not to that of the first question.
    program.ask(Facts.NOBODYS);
    return new Reading.Ready(program);
  }

  /** One text by itself. */
  private sealed interface Typed {
    record Ready(CelRuntime.Program program) implements Typed {}

    record Wrong(List<Flaw> flaws) implements Typed {}
  }

  private Typed read(String denyIf) {
    try {
      var checked = compiler.compile(denyIf);
      return checked.hasError()
          ? new Typed.Wrong(checked.getErrors().stream().map(CelRules::flaw).toList())
          : typed(checked.getAst());
    } catch (CelValidationException | CelEvaluationException refused) {
      return wrong(String.valueOf(refused.getMessage()));
    } catch (StackOverflowError _) {
      return wrong("it is nested too deeply");
    }
  }

  private Typed typed(CelAbstractSyntaxTree ast) throws CelEvaluationException {
    var flaws = Language.flaws(ast, times);
    return flaws.isEmpty() ? new Typed.Ready(runtime.createProgram(ast)) : new Typed.Wrong(flaws);
  }

  private static Flaw flaw(CelIssue issue) {
    var at = issue.getSourceLocation();
    return new Flaw(
        Math.max(1, at.getLine()),
        Math.max(0, at.getColumn()) + 1,
        issue.getMessage().replace(" (in container '')", ""));
  }

  private static Typed wrong(String message) {
    return new Typed.Wrong(List.of(new Flaw(1, 1, message)));
  }
}
