package xps.crypto.orchestrator.attest;

import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Value;

/**
 * The offline keys that sign trust stores, policies and bulletins, and how many persons of them it
 * takes.
 */
public record Roots(int threshold, List<Root> keys) {
  public Roots {
    keys = List.copyOf(keys);
  }

  /** One of these keys, and whose it is. */
  public record Root(String name, String person, VerifyingKey key) {}

  /**
   * Why these signatures under a document of that kind are not enough; nothing when the threshold
   * of persons has signed it.
   */
  public Optional<String> objectionTo(
      String kind, Value.Obj document, DocumentSignatures signatures) {
    var persons = signatures.personsOf(this, DocumentSignatures.statement(kind, document));
    if (persons.size() >= threshold) {
      return Optional.empty();
    }
    return Optional.of(
        "it takes "
            + threshold
            + (threshold == 1 ? " person" : " persons")
            + ", and those whose signatures verify are "
            + (persons.isEmpty() ? "none" : String.join(", ", persons)));
  }
}
