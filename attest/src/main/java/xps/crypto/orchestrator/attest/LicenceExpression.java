package xps.crypto.orchestrator.attest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.regex.Pattern;

/**
 * An SPDX licence expression (SPDX 2.3, annex D): licences, joined by {@code AND} and {@code OR},
 * each perhaps {@code WITH} an exception, in balanced parentheses.
 *
 * <p>Checked is the form alone. Whether {@code MIT} is on the SPDX list isn't: that grows from
 * month to month, and a list that is shipped would refuse what others rightly write.
 *
 * @param references what is used of licences that the list doesn't have: {@code
 *     [DocumentRef-…:]LicenseRef-…}
 */
record LicenceExpression(List<String> references) {
  /** More parentheses inside each other than anybody needs. */
  private static final int MOST_DEPTH = 32;

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]*");
  private static final Pattern REFERENCE =
      Pattern.compile("(DocumentRef-[A-Za-z0-9.+-]+:)?LicenseRef-[A-Za-z0-9.-]+");
  private static final Set<String> NO_LICENCES =
      Set.of("AND", "OR", "WITH", "NONE", SbomFields.UNSAID);

  LicenceExpression {
    references = List.copyOf(references);
  }

  /** What may come next. */
  private enum Next {
    LICENCE,
    EXCEPTION,
    /** After a licence, which an exception may follow. */
    OPERATOR_OR_WITH,
    OPERATOR
  }

  static Optional<LicenceExpression> parse(String text) {
    var references = new ArrayList<String>();
    var next = Next.LICENCE;
    int open = 0;
    for (var word : words(text)) {
      boolean opens = next == Next.LICENCE && word.equals("(");
      boolean closes = isAfterLicence(next) && word.equals(")");
      open += opens ? 1 : closes ? -1 : 0;
      if (open < 0 || open > MOST_DEPTH) {
        return Optional.empty();
      }
      var then = opens ? Optional.of(Next.LICENCE) : after(next, word);
      if (then.isEmpty()) {
        return Optional.empty();
      }
      if (next == Next.LICENCE && isReference(word)) {
        references.add(word);
      }
      next = then.get();
    }
    return open == 0 && isAfterLicence(next)
        ? Optional.of(new LicenceExpression(references))
        : Optional.empty();
  }

  private static Optional<Next> after(Next next, String word) {
    return switch (next) {
      case LICENCE ->
          isId(word) || isReference(word) ? Optional.of(Next.OPERATOR_OR_WITH) : Optional.empty();
      case EXCEPTION -> isId(word) ? Optional.of(Next.OPERATOR) : Optional.empty();
      case OPERATOR_OR_WITH, OPERATOR ->
          switch (word) {
            case "AND", "OR" -> Optional.of(Next.LICENCE);
            case ")" -> Optional.of(Next.OPERATOR);
            case "WITH" ->
                next == Next.OPERATOR_OR_WITH ? Optional.of(Next.EXCEPTION) : Optional.empty();
            default -> Optional.empty();
          };
    };
  }

  private static boolean isAfterLicence(Next next) {
    return next == Next.OPERATOR_OR_WITH || next == Next.OPERATOR;
  }

  private static List<String> words(String text) {
    var words = new ArrayList<String>();
    var tokens = new StringTokenizer(text, " \t()", true);
    while (tokens.hasMoreTokens()) {
      var token = tokens.nextToken();
      if (!token.isBlank()) {
        words.add(token);
      }
    }
    return words;
  }

  /** Whether it has the form of an identifier on the SPDX list, with or without its plus. */
  static boolean isId(String word) {
    var bare = word.endsWith("+") ? word.substring(0, word.length() - 1) : word;
    return ID.matcher(bare).matches()
        && !NO_LICENCES.contains(bare)
        && !bare.startsWith("LicenseRef-")
        && !bare.startsWith("DocumentRef-");
  }

  static boolean isReference(String word) {
    return REFERENCE.matcher(word).matches();
  }
}
