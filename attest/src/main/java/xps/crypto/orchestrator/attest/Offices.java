package xps.crypto.orchestrator.attest;

import java.util.HashMap;
import java.util.Map;
import xps.crypto.orchestrator.document.Fields;

/** Which key has which office in a trust store: no key may have two, or stand in one twice. */
final class Offices {
  private final Map<VerifyingKey, String> holders = new HashMap<>();

  /** Gives the key to its holder, and reports it at that field when somebody has it already. */
  VerifyingKey give(Fields entry, String field, VerifyingKey key, String holder) {
    var other = holders.putIfAbsent(key, holder);
    if (other != null) {
      entry.problem(
          field,
          "this key is already that of " + other + "; a key has one office and stands there once",
          "make a key of its own for " + holder);
    }
    return key;
  }
}
