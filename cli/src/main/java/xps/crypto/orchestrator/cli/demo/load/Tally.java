package xps.crypto.orchestrator.cli.demo.load;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What has come of all calls so far. A call that is still under way is in no number.
 *
 * @param lost calls without an answer, or with another status than 200
 * @param answers by who gave them
 * @param lastBy the module that each node used last
 * @param complaints why calls were lost: the first few
 */
public record Tally(
    long lost,
    SortedMap<Answerer, Answers> answers,
    SortedMap<String, String> lastBy,
    List<String> complaints) {
  public Tally {
    answers = Collections.unmodifiableSortedMap(new TreeMap<>(answers));
    lastBy = Collections.unmodifiableSortedMap(new TreeMap<>(lastBy));
    complaints = List.copyOf(complaints);
  }

  /** How many answers were right, and how many were not. */
  public record Answers(long right, long wrong) {
    static final Answers NONE = new Answers(0, 0);

    Answers with(boolean isRight) {
      return isRight ? new Answers(right + 1, wrong) : new Answers(right, wrong + 1);
    }
  }

  /** All calls that have come to their end. */
  public long made() {
    return lost
        + answers.values().stream().mapToLong(answers -> answers.right + answers.wrong).sum();
  }

  /** Wrong answers, of those that count for the caller. */
  public long wrong(Predicate<Answerer> who) {
    return answers.entrySet().stream()
        .filter(entry -> who.test(entry.getKey()))
        .mapToLong(entry -> entry.getValue().wrong)
        .sum();
  }

  /** The module that a node used for its last answer. */
  public Optional<String> lastBy(String node) {
    return Optional.ofNullable(lastBy.get(node));
  }
}
