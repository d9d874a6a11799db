package xps.crypto.orchestrator.document;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that somebody meant. */
public final class Nearest {
  /** Nobody mistypes a longer name by a letter or two; and the work grows with the square. */
  private static final int LONGEST_WORD = 64;

  private Nearest() {}

  /**
   * The candidate that is so near that {@code word} looks like a slip of the finger: a third of its
   * letters at most, left out, put in, changed or swapped with the neighbour. The first of equally
   * near ones.
   */
  public static Optional<String> to(String word, Collection<String> candidates) {
    if (word.isEmpty() || word.length() > LONGEST_WORD) {
      return Optional.empty();
    }
    var wanted = word.toLowerCase(Locale.ROOT);
    Optional<String> best = Optional.empty();
    int bestDistance = Math.max(1, word.length() / 3) + 1;
    for (var candidate : candidates) {
      if (Math.abs(candidate.length() - word.length()) < bestDistance) {
        int distance = distance(wanted, candidate.toLowerCase(Locale.ROOT));
        if (distance < bestDistance) {
          bestDistance = distance;
          best = Optional.of(candidate);
        }
      }
    }
    return best;
  }

  /** Optimal string alignment: Levenshtein's distance, and a swap of two neighbours counts one. */
  private static int distance(String from, String to) {
    var beforeLast = new int[to.length() + 1];
    var last = new int[to.length() + 1];
    var row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int change = last[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(last[j], row[j - 1]) + 1);
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      var free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
    }
    return last[to.length()];
  }
}
