package xps.crypto.orchestrator.rulescel;

import static dev.cel.checker.CelStandardDeclarations.StandardFunction.*;

import com.google.re2j.PatternSyntaxException;
import dev.cel.checker.CelStandardDeclarations;
import dev.cel.checker.CelStandardDeclarations.StandardFunction;
import dev.cel.checker.CelStandardDeclarations.StandardFunction.Overload.Arithmetic;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import xps.crypto.orchestrator.guard.RuleEngine;

/**
 * The part of CEL that rules are written in. CEL ends always, but sixty doublings of a text end
 * after the memory does, and two lists nested by sharing compare for years. So no value here is
 * larger than the document it comes from: nothing joins texts or lists, lists are written out of
 * constants, and only single values are compared.
 */
final class Language {
  /** Of parentheses, calls and the like in each other. */
  static final int DEEPEST = 32;

  static final int MOST_PARTS = 400;

  /** Of a pattern, when its repetitions are written out. */
  static final int LARGEST_PATTERN = 1_000;

  private static final Pattern REPETITION = Pattern.compile("\\{(\\d+)(?:,(\\d*))?}");

  private static final Set<StandardFunction> WORDS =
      EnumSet.of(
          IN,
          NOT_STRICTLY_FALSE,
          CONDITIONAL,
          LOGICAL_NOT,
          LOGICAL_OR,
          LOGICAL_AND,
          EQUALS,
          NOT_EQUALS,
          LESS,
          LESS_EQUALS,
          GREATER,
          GREATER_EQUALS,
          ADD,
          SUBTRACT,
          MULTIPLY,
          DIVIDE,
          MODULO,
          NEGATE,
          INDEX,
          SIZE,
          DURATION,
          TIMESTAMP,
          MATCHES,
          CONTAINS,
          ENDS_WITH,
          STARTS_WITH,
          GET_FULL_YEAR,
          GET_MONTH,
          GET_DAY_OF_YEAR,
          GET_DAY_OF_MONTH,
          GET_DATE,
          GET_DAY_OF_WEEK,
          GET_HOURS,
          GET_MINUTES,
          GET_SECONDS,
          GET_MILLISECONDS);

  private static final Set<Arithmetic> GROWING =
      EnumSet.of(Arithmetic.ADD_STRING, Arithmetic.ADD_BYTES, Arithmetic.ADD_LIST);

  private static final Set<String> COMPARISONS = Set.of("_==_", "_!=_", "@in");

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .maxExpressionCodePointSize(RuleEngine.LONGEST_RULE)
          .maxParseRecursionDepth(DEEPEST)
          .maxParseExpressionNodeCount(MOST_PARTS)
          .comprehensionMaxIterations(Steps.MOST)
          .maxRegexProgramSize(LARGEST_PATTERN)
          .enableHeterogeneousNumericComparisons(true)
          .build();

  private Language() {}

  static CelCompiler compiler() {
    var builder = words().setTypeProvider(Facts.TYPES).setResultType(SimpleType.BOOL);
    Facts.variables().forEach(builder::addVar);
    return builder.build();
  }

  /** What the language has besides the names that a rule can ask about. */
  static CelCompilerBuilder words() {
    return CelCompilerFactory.standardCelCompilerBuilder()
        .setOptions(OPTIONS)
        .setStandardEnvironmentEnabled(false)
        .setStandardDeclarations(
            CelStandardDeclarations.newBuilder()
                .filterFunctions((function, overload) ->
                    WORDS.contains(function)
                        && !(overload instanceof Arithmetic sum && GROWING.contains(sum)))
                .build())
        .setStandardMacros(
            CelStandardMacro.ALL, CelStandardMacro.EXISTS, CelStandardMacro.EXISTS_ONE);
  }

  static CelRuntime runtime() {
    return CelRuntimeFactory.legacyCelRuntimeBuilder().setOptions(OPTIONS).build();
  }

  /** What has its types and is not of this language all the same. */
  static List<Flaw> flaws(CelAbstractSyntaxTree ast, WrittenTimes times) {
    var flaws = new ArrayList<Flaw>();
    CelNavigableAst.fromAst(ast)
        .getRoot()
        .allNodes()
        .forEach(node ->
            objection(ast, node.expr(), times)
                .ifPresent(why -> flaws.add(at(ast, node.expr(), why))));
    return flaws;
  }

  private static Optional<String> objection(
      CelAbstractSyntaxTree ast, CelExpr part, WrittenTimes times) {
    return switch (part.getKind()) {
      case MAP, STRUCT -> Optional.of("a rule makes no maps and messages");
      case LIST ->
          part.list().elements().stream().allMatch(Language::isConstant)
              ? Optional.empty()
              : Optional.of("a list is written out of constants");
      case CALL -> call(ast, part.call()).or(() -> times.objection(part.call()));
      case CONSTANT, IDENT, SELECT, COMPREHENSION -> Optional.empty();
      case NOT_SET -> Optional.of("this is nothing");
    };
  }

  private static Optional<String> call(CelAbstractSyntaxTree ast, CelExpr.CelCall call) {
    if (call.function().equals("matches")) {
      return pattern(call.args().getLast());
    }
    if (COMPARISONS.contains(call.function())
        && isCompound(ast.getTypeOrThrow(call.args().getFirst().id()))) {
      return Optional.of("only single values are compared, not lists or groups");
    }
    return Optional.empty();
  }

  private static Optional<String> pattern(CelExpr pattern) {
    if (!isConstant(pattern) || pattern.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
      return Optional.of("a pattern is written out, not taken from anywhere");
    }
    var text = pattern.constant().stringValue();
    if (writtenOut(text).compareTo(BigInteger.valueOf(LARGEST_PATTERN)) > 0) {
      return Optional.of(
          "with its repetitions written out the pattern is longer than " + LARGEST_PATTERN);
    }
    try {
      com.google.re2j.Pattern.compile(text);
      return Optional.empty();
    } catch (PatternSyntaxException broken) {
      return Optional.of("this is no pattern: " + broken.getDescription());
    }
  }

  /** At most so long: the library writes repetitions out before it looks how long they are. */
  private static BigInteger writtenOut(String pattern) {
    var length = BigInteger.valueOf(pattern.length());
    var repetition = REPETITION.matcher(pattern);
    while (repetition.find()) {
      var upTo = repetition.group(2);
      var times = upTo == null || upTo.isEmpty() ? repetition.group(1) : upTo;
      length = length.multiply(new BigInteger(times).max(BigInteger.ONE));
    }
    return length;
  }

  private static boolean isConstant(CelExpr part) {
    return part.getKind() == ExprKind.Kind.CONSTANT;
  }

  private static boolean isCompound(CelType type) {
    return type instanceof ListType || type instanceof MapType || type instanceof StructType;
  }

  private static Flaw at(CelAbstractSyntaxTree ast, CelExpr part, String why) {
    var offset = ast.getSource().getPositionsMap().getOrDefault(part.id(), 0);
    return ast.getSource()
        .getOffsetLocation(offset)
        .map(place -> new Flaw(place.getLine(), place.getColumn() + 1, why))
        .orElseGet(() -> new Flaw(1, 1, why));
  }
}
