/**
 * Types and judges a policy's rules, which are written in CEL.
 *
 * <p>Comes in: the texts of a policy's rules; for each question a {@code RuleInput}. Goes out: a
 * program, or every mistake with its line and column; for each question a verdict of each rule.
 *
 * <p>Stays out: files, and whatever would let a rule cost more than a bounded time and memory: of
 * CEL only that part is let in whose values can't grow ({@code Language}), and what is left is
 * counted ({@code Steps}).
 *
 * <p>Start reading at {@link xps.crypto.orchestrator.rulescel.CelRules}.
 */
@NullMarked
package xps.crypto.orchestrator.rulescel;

import org.jspecify.annotations.NullMarked;
