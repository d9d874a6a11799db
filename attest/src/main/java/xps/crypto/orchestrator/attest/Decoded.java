package xps.crypto.orchestrator.attest;

import java.util.Optional;
import java.util.function.Function;

/**
 * What came of bytes that claim to be a key or a signature: the thing itself, or what is wrong with
 * the bytes.
 */
sealed interface Decoded<T> {
  /** It has the form, and is safe to use. */
  record Sound<T>(T value) implements Decoded<T> {}

  /**
   * It is not.
   *
   * @param reason completes a sentence that begins with the thing: {@code is not written
   *     canonically}
   */
  record Unsound<T>(String reason) implements Decoded<T> {}

  default Optional<T> sound() {
    return this instanceof Sound<T>(var value) ? Optional.of(value) : Optional.empty();
  }

  default Optional<String> flaw() {
    return this instanceof Unsound<T>(var flaw) ? Optional.of(flaw) : Optional.empty();
  }

  default <R> Decoded<R> map(Function<? super T, ? extends R> change) {
    return switch (this) {
      case Sound<T>(var value) -> new Sound<>(change.apply(value));
      case Unsound<T>(var flaw) -> new Unsound<>(flaw);
    };
  }
}
