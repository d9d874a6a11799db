package xps.crypto.orchestrator.attest;

import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Puts together what members an object has. */
final class JsonFormDraft {
  private final TreeMap<String, JsonForm> known = new TreeMap<>();
  private final Set<String> required = new TreeSet<>();

  JsonFormDraft needs(String name, JsonForm form) {
    required.add(name);
    known.put(name, form);
    return this;
  }

  JsonFormDraft may(JsonForm form, String... names) {
    for (var name : names) {
      known.put(name, form);
    }
    return this;
  }

  JsonForm.Members done() {
    return new JsonForm.Members(known, required);
  }
}
