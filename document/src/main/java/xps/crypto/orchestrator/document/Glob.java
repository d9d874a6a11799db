package xps.crypto.orchestrator.document;

/**
 * A pattern in which {@code *} stands for any run of characters, also none, and {@code ?} for one;
 * all else means itself. Case matters, and the whole text has to match.
 *
 * <p>Guaranteed: matching never takes more steps than pattern times text, whatever the pattern:
 * only the last star is ever tried again.
 */
public record Glob(String pattern) {
  /** The glob of this pattern; every text is one. */
  public static Glob of(String pattern) {
    return new Glob(pattern);
  }

  /** Whether the whole of {@code text} matches. */
  public boolean matches(String text) {
    var wanted = pattern.codePoints().toArray();
    var given = text.codePoints().toArray();
    int at = 0;
    int star = -1; // where the last star stands in the pattern
    int resume = 0; // where in the text what follows that star is tried next
    int i = 0;
    while (i < given.length) {
      if (at < wanted.length && wanted[at] == '*') {
        star = at++;
        resume = i;
      } else if (at < wanted.length && (wanted[at] == '?' || wanted[at] == given[i])) {
        at++;
        i++;
      } else if (star >= 0) {
        at = star + 1;
        i = ++resume;
      } else {
        return false;
      }
    }
    while (at < wanted.length && wanted[at] == '*') {
      at++;
    }
    return at == wanted.length;
  }

  /** Whether the pattern can match one text only. */
  public boolean isLiteral() {
    return pattern.indexOf('*') < 0 && pattern.indexOf('?') < 0;
  }

  @Override
  public String toString() {
    return pattern;
  }
}
