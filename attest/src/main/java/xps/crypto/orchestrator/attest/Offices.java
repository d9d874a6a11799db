package xps.crypto.orchestrator.attest;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import xps.crypto.orchestrator.document.Fields;

/** Which key has which office in a trust store: no key may have two, or stand in one twice. */
final class Offices {
  private final Map<VerifyingKey, String> holders = new HashMap<>();
  private final Map<String, VerifyingKey> keysById = new HashMap<>();
  private final Function<VerifyingKey, String> keyIds;

  Offices() {
    this(VerifyingKey::keyId);
  }

  /** With other keyids: nobody has two keys with one at hand. */
  Offices(Function<VerifyingKey, String> keyIds) {
    this.keyIds = keyIds;
  }

  /**
   * Gives the key to its holder, and reports it at that field when somebody has it already. Two
   * keys with one keyid are refused as well: a keyid is short, and somebody may have searched for
   * them.
   */
  <K extends VerifyingKey> K give(Fields entry, String field, K key, String holder) {
    var other = holders.putIfAbsent(key, holder);
    if (other != null) {
      entry.problem(
          field,
          "this key is already that of " + other + "; a key has one office and stands there once",
          "make a key of its own for " + holder);
    }
    var keyId = keyIds.apply(key);
    var namesake = keysById.putIfAbsent(keyId, key);
    if (namesake != null && !namesake.equals(key)) {
      entry.problem(
          field,
          "this key has the keyid " + keyId + ", which another key of the store has too",
          "ask the owners of both where they have them from; make a new key for " + holder);
    }
    return key;
  }

  /** Every key of the store, and what it is there. */
  Map<VerifyingKey, String> holders() {
    return Map.copyOf(holders);
  }
}
