package xps.crypto.orchestrator.guard;

import java.util.List;

/**
 * Types and judges the rules of a policy. The port of {@code adapters/rules-cel}: whoever loads a
 * policy hands one in, so that nobody carries a rule language whose policy has no rules.
 *
 * <p>Guaranteed by whoever implements it: no text, however hostile, costs more than a bounded time
 * and memory, at load and at each question; and the same input gives the same answer, unless the
 * time ran out, which is {@link Verdict.Unjudged}.
 */
public interface RuleEngine {
  /** The most bytes of code points that a rule may have; a rule is a sentence, not a program. */
  int LONGEST_RULE = 2_000;

  /**
   * Types a rule.
   *
   * @param denyIf the text of {@code deny_if}, at most {@link #LONGEST_RULE} characters
   */
  Reading read(String denyIf);

  /** What a text turned out to be. */
  sealed interface Reading {
    /** A rule that can be asked. */
    record Ready(Program program) implements Reading {}

    /**
     * No rule.
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
   * @param line within the text, from 1
   * @param column in characters, from 1
   */
  record Mistake(int line, int column, String message) {}

  /** A rule that has its types. Any thread may ask it. */
  @FunctionalInterface
  interface Program {
    /** Never throws. */
    Verdict ask(RuleInput input);
  }

  /** What a rule says. */
  sealed interface Verdict {
    /** The rule applies. */
    record Denies() implements Verdict {}

    /** It doesn't. */
    record Passes() implements Verdict {}

    /**
     * Nobody knows, so it denies: it divided by zero, or took too many steps.
     *
     * @param why as half a sentence
     */
    record Unjudged(String why) implements Verdict {}
  }
}
