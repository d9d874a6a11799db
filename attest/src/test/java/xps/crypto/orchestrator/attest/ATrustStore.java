package xps.crypto.orchestrator.attest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A trust store as a test wants it. */
final class ATrustStore {
  private final List<String> signers = new ArrayList<>();
  private int threshold = 1;
  private boolean allowUnsigned;
  private String rest = "";

  static ATrustStore of(People... people) {
    var store = new ATrustStore();
    for (var who : people) {
      store.signer(who, "");
    }
    return store;
  }

  /** A signer with further members, as JSON that begins with a comma. */
  ATrustStore signer(People who, String more) {
    return entry(
        "{\"name\": \"%s\", \"ed25519\": \"%s\"%s}".formatted(who.person(), who.hex(), more));
  }

  ATrustStore entry(String json) {
    signers.add(json);
    return this;
  }

  ATrustStore threshold(int persons) {
    threshold = persons;
    return this;
  }

  ATrustStore allowingUnsigned() {
    allowUnsigned = true;
    return this;
  }

  /** Further members of the store, as JSON. */
  ATrustStore with(String json) {
    rest = ", " + json;
    return this;
  }

  String json() {
    return """
    {"trusted_signers": [%s],
     "min_required_signatures": %d,
     "allow_unsigned": %s%s}
    """
        .formatted(String.join(", ", signers), threshold, allowUnsigned, rest);
  }

  TrustStore store() {
    return TrustStore.parse("trust_store.json", json().getBytes(StandardCharsets.UTF_8)).orThrow();
  }

  Verifier verifier() {
    return Verifier.of(store());
  }
}
