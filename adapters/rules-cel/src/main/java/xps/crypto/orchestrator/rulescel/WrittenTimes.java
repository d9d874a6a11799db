package xps.crypto.orchestrator.rulescel;

import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.compiler.CelCompiler;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Looks at load at times, spans and zones that a rule writes out: to the types they are texts, so a
 * slip in one would be told only when a rollout is denied by it.
 */
final class WrittenTimes {
  /** What else stands in a text could end it. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9:+/_. -]*");

  private final CelCompiler compiler = Language.words().build();
  private final CelRuntime runtime = Language.runtime();

  /** Why this call can never be judged. */
  Optional<String> objection(CelExpr.CelCall call) {
    return question(call).flatMap(this::failure);
  }

  private static Optional<String> question(CelExpr.CelCall call) {
    var function = call.function();
    return switch (function) {
      case "timestamp", "duration" ->
          written(call.args()).map(text -> function + "('" + text + "')");
      default ->
          function.startsWith("get")
              ? written(call.args())
                  .map(text -> "timestamp('2026-01-01T00:00:00Z')." + function + "('" + text + "')")
              : Optional.empty();
    };
  }

  private static Optional<String> written(List<CelExpr> parameters) {
    return parameters.size() == 1
            && parameters.getFirst().getKind() == ExprKind.Kind.CONSTANT
            && parameters.getFirst().constant().getKind() == CelConstant.Kind.STRING_VALUE
        ? Optional.of(parameters.getFirst().constant().stringValue())
        : Optional.empty();
  }

  private Optional<String> failure(String question) {
    var text = question.substring(question.lastIndexOf('(') + 2, question.length() - 2);
    if (!PLAIN.matcher(text).matches()) {
      return Optional.of("this is no time, span or zone");
    }
    try {
      runtime.createProgram(compiler.compile(question).getAst()).eval();
      return Optional.empty();
    } catch (CelValidationException | CelEvaluationException failed) {
      return Optional.of(CelProgram.reason(failed));
    }
  }
}
