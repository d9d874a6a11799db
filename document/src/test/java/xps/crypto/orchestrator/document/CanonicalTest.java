package xps.crypto.orchestrator.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: the canonical form is that of RFC 8785, whatever spelling was read. */
class CanonicalTest {
  private static final Json.Limits FOREIGN = new Json.Limits(1 << 20, 32, true);

  @ParameterizedTest
  @ValueSource(strings = {"arrays", "french", "structures", "unicode", "values", "weird"})
  void the_vectors_of_rfc_8785_come_out_byte_by_byte(String name) throws IOException {
    var value = parse(resource("jcs/input/" + name + ".json"));

    assertThat(Canonical.bytes(value))
        .isEqualTo(Bytes.copyOf(resource("jcs/output/" + name + ".json")));
  }

  /** RFC 8785, appendix B, and ECMA-262's edges. */
  @ParameterizedTest
  @CsvSource({
    "0000000000000000, 0",
    "8000000000000000, 0",
    "0000000000000001, 5e-324",
    "8000000000000001, -5e-324",
    "7fefffffffffffff, 1.7976931348623157e+308",
    "ffefffffffffffff, -1.7976931348623157e+308",
    "4340000000000000, 9007199254740992",
    "c340000000000000, -9007199254740992",
    "4430000000000000, 295147905179352830000",
    "44b52d02c7e14af5, 9.999999999999997e+22",
    "44b52d02c7e14af6, 1e+23",
    "44b52d02c7e14af7, 1.0000000000000001e+23",
    "444b1ae4d6e2ef4e, 999999999999999700000",
    "444b1ae4d6e2ef4f, 999999999999999900000",
    "444b1ae4d6e2ef50, 1e+21",
    "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d, 0.000001",
    "41b3de4355555553, 333333333.3333332",
    "41b3de4355555554, 333333333.33333325",
    "41b3de4355555555, 333333333.3333333",
    "41b3de4355555556, 333333333.3333334",
    "41b3de4355555557, 333333333.33333343",
    "becbf647612f3696, -0.0000033333333333333333",
    "43143ff3c1cb0959, 1424953923781206.2",
  })
  void a_double_is_spelt_as_ecmascript_does(String bits, String text) {
    double number = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));

    assertThat(EcmaNumber.text(number)).isEqualTo(text);
  }

  @Test
  void every_double_reads_back_as_itself() {
    var chance = new SplittableRandom(8785);
    for (int i = 0; i < 50_000; i++) {
      double number = Double.longBitsToDouble(chance.nextLong());
      if (Double.isFinite(number)) {
        assertThat(Double.parseDouble(EcmaNumber.text(number)))
            .isEqualTo(number == 0 ? 0.0 : number);
      }
    }
  }

  @Test
  void names_are_ordered_by_utf_16_units_and_not_by_code_points() {
    var value = Value.object().put("\uFB33", 1).put("\uD83D\uDE02", 2).build();

    assertThat(Canonical.bytes(value).text()).isEqualTo("{\"\uD83D\uDE02\":2,\"\uFB33\":1}");
  }

  @Test
  void layout_and_order_do_not_count() {
    var one = parse("{ \"b\" : [ 1 , true ] , \"a\" : null }".getBytes(StandardCharsets.UTF_8));
    var other = parse("{\"a\":null,\"b\":[1,true]}".getBytes(StandardCharsets.UTF_8));

    assertThat(Canonical.digest(one)).isEqualTo(Canonical.digest(other));
    assertThat(Canonical.bytes(one).text()).isEqualTo("{\"a\":null,\"b\":[1,true]}");
  }

  @Test
  void yaml_and_json_of_the_same_meaning_have_the_same_digest() {
    var yaml =
        Yaml.parse(
                "y", "b: [1, true]\na: 'x'\n".getBytes(StandardCharsets.UTF_8), Code.PLAN_INVALID)
            .orThrow();
    var json = parse("{\"a\": \"x\", \"b\": [1, true]}".getBytes(StandardCharsets.UTF_8));

    assertThat(Canonical.digest(yaml)).isEqualTo(Canonical.digest(json));
  }

  @Test
  void compact_keeps_the_order_and_pretty_is_for_people() {
    var value =
        Value.object()
            .put("z", 1)
            .put("a", List.of(Value.text("x"), Value.object().build(), Value.array(List.of())))
            .build();

    assertThat(Json.compact(value)).isEqualTo("{\"z\":1,\"a\":[\"x\",{},[]]}");
    assertThat(Json.pretty(value))
        .isEqualTo(
            """
            {
              "z": 1,
              "a": [
                "x",
                {},
                []
              ]
            }
            """);
  }

  private static Value parse(byte[] text) {
    return Json.parse("f", text, Code.SBOM_INVALID, FOREIGN).orThrow();
  }

  private static byte[] resource(String name) throws IOException {
    try (var in = CanonicalTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }
}
