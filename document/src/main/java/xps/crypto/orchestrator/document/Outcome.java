package xps.crypto.orchestrator.document;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Either a value, with findings that did not refuse it, or the reasons why there is none.
 *
 * @param <T> what was asked for
 */
public sealed interface Outcome<T> {
  /** A thousand mistakes are one mistake made often: so many are told one by one. */
  int MOST_PROBLEMS = 100;

  /** The value, and what else should be known about it. */
  record Ok<T>(T value, List<Problem> findings) implements Outcome<T> {
    public Ok {
      findings = List.copyOf(findings);
    }

    @Override
    public boolean isOk() {
      return true;
    }

    @Override
    public List<Problem> problems() {
      return List.of();
    }

    @Override
    public T orThrow() {
      return value;
    }

    @Override
    public <R> Outcome<R> map(Function<? super T, ? extends R> change) {
      return new Ok<>(change.apply(value), findings);
    }

    @Override
    public <R> Outcome<R> flatMap(Function<? super T, Outcome<R>> next) {
      return findings.isEmpty() ? next.apply(value) : after(findings, next.apply(value));
    }

    private static <R> Outcome<R> after(List<Problem> earlier, Outcome<R> next) {
      if (!(next instanceof Ok<R>(var value, var later))) {
        return next;
      }
      var all = new ArrayList<>(earlier);
      all.addAll(later);
      return new Ok<>(value, all);
    }
  }

  /** Why there is no value; at least one reason. */
  record Refused<T>(List<Problem> problems) implements Outcome<T> {
    public Refused {
      problems = List.copyOf(problems);
      if (problems.isEmpty()) {
        throw new IllegalArgumentException("a refusal needs a reason");
      }
    }

    @Override
    public boolean isOk() {
      return false;
    }

    @Override
    public List<Problem> findings() {
      return List.of();
    }

    @Override
    public T orThrow() {
      throw new RefusedException(problems);
    }

    @Override
    public <R> Outcome<R> map(Function<? super T, ? extends R> change) {
      return new Refused<>(problems);
    }

    @Override
    public <R> Outcome<R> flatMap(Function<? super T, Outcome<R>> next) {
      return new Refused<>(problems);
    }
  }

  /** A value with nothing else to say. */
  static <T> Outcome<T> ok(T value) {
    return new Ok<>(value, List.of());
  }

  /** A value with findings. */
  static <T> Outcome<T> ok(T value, List<Problem> findings) {
    return new Ok<>(value, findings);
  }

  /** A refusal. */
  static <T> Outcome<T> refused(Problem... problems) {
    return refused(List.of(problems));
  }

  /** A refusal; of very many problems the first {@link #MOST_PROBLEMS}, and how many more. */
  static <T> Outcome<T> refused(List<Problem> problems) {
    if (problems.size() <= MOST_PROBLEMS + 1) { // one more is shown rather than counted
      return new Refused<>(problems);
    }
    var told = new ArrayList<>(problems.subList(0, MOST_PROBLEMS));
    int more = problems.size() - MOST_PROBLEMS;
    told.add(
        new Problem(
            problems.get(MOST_PROBLEMS).code(),
            "and " + more + " more problems",
            "",
            "correct the first ones; the same mistake is often made many times"));
    return new Refused<>(told);
  }

  /** The value if {@code problems} is empty, else the refusal: the end of every strict reader. */
  static <T> Outcome<T> unless(List<Problem> problems, Supplier<T> value) {
    return problems.isEmpty() ? ok(value.get()) : refused(problems);
  }

  /** Whether there is a value. */
  boolean isOk();

  /** The reasons of a refusal; empty for a value. */
  List<Problem> problems();

  /** What should be known about the value; empty for a refusal. */
  List<Problem> findings();

  /** The value, or a {@link RefusedException} with every reason. */
  T orThrow();

  /** The same outcome with another value; findings stay. */
  <R> Outcome<R> map(Function<? super T, ? extends R> change);

  /** The outcome of the next step; findings of both add up. */
  <R> Outcome<R> flatMap(Function<? super T, Outcome<R>> next);
}
