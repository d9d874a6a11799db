package xps.crypto.orchestrator.guard;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import xps.crypto.orchestrator.document.Problem;

/**
 * One of a node's checks, with its number in NODE.md. It is asked only when those before it have
 * found nothing.
 */
record Check(int number, Supplier<List<Problem>> problems) {
  /** The refusal by the first check that has anything to say. */
  static <T> Optional<T> first(BiFunction<Integer, List<Problem>, T> refused, Check... checks) {
    for (var check : checks) {
      var found = check.problems().get();
      if (!found.isEmpty()) {
        return Optional.of(refused.apply(check.number(), found));
      }
    }
    return Optional.empty();
  }
}
