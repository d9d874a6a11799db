package xps.crypto.orchestrator.workload;

import java.util.Optional;
import java.util.function.Function;

/** What was asked for, or why it can't be had. */
public sealed interface Attempt<T> {
  record Done<T>(T result) implements Attempt<T> {}

  record Refused<T>(Refusal reason) implements Attempt<T> {}

  static <T> Attempt<T> done(T value) {
    return new Done<>(value);
  }

  static <T> Attempt<T> refused(Refusal.Code code, String message) {
    return new Refused<>(new Refusal(code, message));
  }

  /** Goes on with the value, or stays refused. */
  default <U> Attempt<U> then(Function<? super T, Attempt<U>> next) {
    return switch (this) {
      case Done<T>(var value) -> next.apply(value);
      case Refused<T>(var refusal) -> new Refused<>(refusal);
    };
  }

  default Optional<T> value() {
    return switch (this) {
      case Done<T>(var value) -> Optional.of(value);
      case Refused<T> _ -> Optional.empty();
    };
  }

  default Optional<Refusal> refusal() {
    return switch (this) {
      case Done<T> _ -> Optional.empty();
      case Refused<T>(var refusal) -> Optional.of(refusal);
    };
  }
}
