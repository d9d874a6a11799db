package xps.crypto.orchestrator.guard;

import java.util.List;

/**
 * Types and judges the rules of a policy. The port of {@code adapters/rules-cel}: whoever loads a
 * policy hands one in, so that nobody carries a rule language whose policy has no rules.
 *
 * <p>Guaranteed by whoever implements it: no texts, however hostile, cost more than a bounded time
 * and memory, at load and at each question, all rules of a policy together; and the same input
 * gives the same answer, unless the time ran out, which is {@link Verdict.Unjudged}.
 */
public interface RuleEngine {
  /** The most bytes of code points that a rule may have; a rule is a sentence, not a program. */
  int LONGEST_RULE = 2_000;

  /**
   * Types the rules of a policy.
   *
   * @param denyIf the texts of {@code deny_if}, each at most {@link #LONGEST_RULE} characters
   */
  Reading read(List<String> denyIf);

  /** What texts turned out to be. */
  sealed interface Reading {
    /** Rules that can be asked. */
    record Ready(Program program) implements Reading {}

    /**
     * Not all of them are rules.
     *
     * @param mistakes at least one
     */
    record Wrong(List<Mistake> mistakes) implements Reading {
      public Wrong {
        mistakes = List.copyOf(mistakes);
      }
    }
  }

  /**
   * Something wrong in the text of a rule.
   *
   * @param rule which of the texts, from 0
   * @param line within the text, from 1
   * @param column in characters, from 1
   */
  record Mistake(int rule, int line, int column, String message) {}

  /** Rules that have their types. Any thread may ask them. */
  @FunctionalInterface
  interface Program {
    /** What each of the rules says, in their order. Never throws. */
    List<Verdict> ask(RuleInput input);
  }

  /** What a rule says. */
  sealed interface Verdict {
    /** The rule applies. */
    record Denies() implements Verdict {}

    /** It doesn't. */
    record Passes() implements Verdict {}

    /**
     * Nobody knows, so it denies: it divided by zero, or the rules took too many steps.
     *
     * @param why as half a sentence
     */
    record Unjudged(String why) implements Verdict {}
  }
}
