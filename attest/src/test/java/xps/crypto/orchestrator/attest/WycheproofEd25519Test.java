package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Value;

class WycheproofEd25519Test {
  @Test
  void every_valid_vector_verifies_and_every_invalid_one_does_not() throws Exception {
    int vectors = 0;
    for (var group : items(member(vectors(), "testGroups"))) {
      var key = Ed25519Key.ofHex(text(member(group, "publicKey"), "pk"));
      assertThat(Ed25519Key.ofSpki(Bytes.hex(text(group, "publicKeyDer")).orElseThrow()))
          .isEqualTo(key);
      for (var vector : items(member(group, "tests"))) {
        var message = HexFormat.of().parseHex(text(vector, "msg"));
        var signature = HexFormat.of().parseHex(text(vector, "sig"));
        boolean verifies = key.isPresent() && key.get().verifies(message, signature);
        assertThat(verifies)
            .as("vector %s: %s", member(vector, "tcId"), text(vector, "comment"))
            .isEqualTo(text(vector, "result").equals("valid"));
        vectors++;
      }
    }
    assertThat(vectors).isEqualTo(151);
  }

  private static Value vectors() throws Exception {
    try (var in = WycheproofEd25519Test.class.getResourceAsStream("wycheproof/ed25519_test.json")) {
      return Json.parse("ed25519_test.json", in.readAllBytes(), Code.USAGE).orThrow();
    }
  }

  private static Value member(Value object, String name) {
    return ((Value.Obj) object).members().get(name);
  }

  private static Iterable<Value> items(Value array) {
    return ((Value.Arr) array).items();
  }

  private static String text(Value object, String name) {
    return ((Value.Str) member(object, name)).text();
  }
}
