package xps.crypto.orchestrator.attest;

import java.util.HexFormat;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Value;

/** The test vectors of Project Wycheproof, as they lie beside the tests. */
final class Wycheproof {
  private Wycheproof() {}

  /** Looks at one vector. */
  interface Look {
    void at(Bytes spki, byte[] message, byte[] signature, boolean valid, String name);
  }

  /** Shows every vector of the file, and says how many there are. */
  static int forEach(String file, Look look) throws Exception {
    int vectors = 0;
    for (var group : items(member(read(file), "testGroups"))) {
      var spki = Bytes.hex(text(group, "publicKeyDer")).orElseThrow();
      for (var vector : items(member(group, "tests"))) {
        look.at(
            spki,
            HexFormat.of().parseHex(text(vector, "msg")),
            HexFormat.of().parseHex(text(vector, "sig")),
            text(vector, "result").equals("valid"),
            file + " " + member(vector, "tcId") + ": " + text(vector, "comment"));
        vectors++;
      }
    }
    return vectors;
  }

  private static Value read(String file) throws Exception {
    try (var in = Wycheproof.class.getResourceAsStream("wycheproof/" + file)) {
      return Json.parse(file, in.readAllBytes(), Code.USAGE).orThrow();
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
