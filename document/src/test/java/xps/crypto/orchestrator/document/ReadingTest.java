package xps.crypto.orchestrator.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Goal: what is right is read, with its meaning and its place. */
class ReadingTest {
  @Test
  void every_value_knows_its_line_and_column() {
    var document =
        (Value.Obj) json("{\n  \"id\": \"a\",\n  \"list\": [10,\n    {\"x\": true}]\n}\n");

    assertThat(document.place()).hasToString("f:1:1");
    assertThat(document.names().get("list")).hasToString("f:3:3");
    assertThat(document.members().get("id").place()).hasToString("f:2:9");
    var list = (Value.Arr) document.members().get("list");
    assertThat(list.items().get(0).place()).hasToString("f:3:12");
    assertThat(((Value.Obj) list.items().get(1)).members().get("x").place()).hasToString("f:4:11");
  }

  @Test
  void a_yaml_value_knows_its_line_and_column() {
    var document = (Value.Obj) yaml("# plan\nstrategy:\n  waves:\n    - name: w1\n");

    var strategy = (Value.Obj) document.members().get("strategy");
    assertThat(strategy.names().get("waves")).hasToString("f:3:3");
    var wave = (Value.Obj) ((Value.Arr) strategy.members().get("waves")).items().getFirst();
    assertThat(wave.members().get("name").place()).hasToString("f:4:13");
  }

  @Test
  void on_and_no_and_clock_times_are_strings_in_yaml() {
    assertThat(
            Json.compact(
                yaml(
                    "[on, no, Yes, 20:00, 2025-10-26T20:31:00Z, 1.2.3, Mon, 0x, 1_000, '5',"
                        + " \"true\"]")))
        .isEqualTo(
            "[\"on\",\"no\",\"Yes\",\"20:00\",\"2025-10-26T20:31:00Z\",\"1.2.3\",\"Mon\",\"0x\",\"1_000\",\"5\",\"true\"]");
  }

  @Test
  void the_core_schema_has_its_null_its_booleans_and_its_integers() {
    assertThat(Json.compact(yaml("[~, null, NULL, true, False, 0, -7, 9007199254740991]")))
        .isEqualTo("[null,null,null,true,false,0,-7,9007199254740991]");
    assertThat(Json.compact(yaml("a:\nb: 1\n"))).isEqualTo("{\"a\":null,\"b\":1}");
  }

  @Test
  void a_folded_and_a_literal_block_are_strings() {
    assertThat(Json.compact(yaml("a: >\n  one\n  two\nb: |\n  3\n")))
        .isEqualTo("{\"a\":\"one two\\n\",\"b\":\"3\\n\"}");
  }

  @Test
  void a_yaml_document_may_be_marked_with_dashes_and_dots() {
    assertThat(Json.compact(yaml("---\na: 1\n...\n"))).isEqualTo("{\"a\":1}");
  }

  @Test
  void the_largest_integers_are_read_and_the_next_are_not() {
    assertThat(Json.compact(json("[9007199254740991,-9007199254740991,0]")))
        .isEqualTo("[9007199254740991,-9007199254740991,0]");
    assertThatThrownBy(() -> Value.number(Value.LARGEST_INTEGER + 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Value.number(Long.MIN_VALUE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void fractions_are_read_where_the_document_is_somebody_elses() {
    var limits = new Json.Limits(100, 5, true);

    var value =
        Json.parse("f", utf8("[1.50, 1e3, -0, 9007199254740992]"), Code.SBOM_INVALID, limits)
            .orThrow();

    assertThat(Canonical.bytes(value).text()).isEqualTo("[1.5,1000,0,9007199254740992]");
    assertThat(Json.parse("f", utf8("[1e999]"), Code.SBOM_INVALID, limits).isOk()).isFalse();
  }

  @Test
  void depth_32_is_read_and_depth_33_is_not() {
    assertThat(Json.parse("f", utf8("[".repeat(32) + "]".repeat(32)), Code.PLAN_INVALID).isOk())
        .isTrue();
    assertThat(Json.parse("f", utf8("[".repeat(33) + "]".repeat(33)), Code.PLAN_INVALID).isOk())
        .isFalse();
  }

  @Test
  void values_are_counted_however_short_they_are_written() {
    var limits = new Json.Limits(100, 5, false, 4);

    assertThat(Json.parse("f", utf8("[{\"a\":0},0]"), Code.PLAN_INVALID, limits).isOk()).isTrue();
    assertThat(Json.parse("f", utf8("[{\"a\":0},0,0]"), Code.PLAN_INVALID, limits).problems())
        .extracting(Problem::toString)
        .singleElement()
        .asString()
        .contains("f:1:1", "more than 4 values");
  }

  @Test
  void a_million_brackets_are_refused_like_any_other_nesting() {
    assertThat(Json.parse("f", utf8("[".repeat(1 << 20)), Code.PLAN_INVALID).problems())
        .extracting(Problem::message)
        .containsExactly("nested more than 32 deep");
    assertThat(Yaml.parse("f", utf8("[".repeat(1 << 20)), Code.PLAN_INVALID).problems())
        .extracting(Problem::message)
        .containsExactly("nested more than 32 deep");
  }

  @Test
  void a_document_of_2_mib_is_refused_by_its_length() {
    var long2Mib = utf8("\"" + "x".repeat(2 << 20) + "\"");

    assertThat(Json.parse("f", long2Mib, Code.MANIFEST_INVALID).problems())
        .extracting(Problem::message)
        .containsExactly("the document is 2097154 bytes long; at most 1048576 are read");
    assertThat(Yaml.parse("f", long2Mib, Code.PLAN_INVALID).isOk()).isFalse();
  }

  @Test
  void of_very_many_mistakes_the_first_hundred_are_told_and_the_rest_is_counted() {
    var text =
        IntStream.range(0, 250).mapToObj(i -> "1.5").collect(Collectors.joining(",", "[", "]"));

    var problems = Json.parse("f", utf8(text), Code.MANIFEST_INVALID).problems();

    assertThat(problems).hasSize(101);
    assertThat(problems.getLast().message()).isEqualTo("and 150 more problems");
    assertThat(problems.getLast().code()).isEqualTo(Code.MANIFEST_INVALID);
  }

  @Test
  void a_json_line_keeps_its_line_number() {
    var lines =
        Json.parseLines(
            "f", utf8("{\"a\":1}\n{\"a\":2}\n"), Code.FLEET_INVALID, Json.Limits.DOCUMENT);
    assertThat(lines.orThrow())
        .extracting(value -> value.place().toString())
        .containsExactly("f:1:1", "f:2:1");

    var bad =
        Json.parseLines(
            "f", utf8("{\"a\":1}\n\n{\"a\":1.5}\n"), Code.FLEET_INVALID, Json.Limits.DOCUMENT);
    assertThat(bad.problems()).extracting(Problem::where).containsExactly("f:2:1", "f:3:6");
  }

  @Test
  void members_stay_in_the_order_of_the_document() {
    assertThat(Json.compact(json("{\"z\":1,\"a\":2,\"m\":3}")))
        .isEqualTo("{\"z\":1,\"a\":2,\"m\":3}");
  }

  @Test
  void an_object_gives_a_copy_without_or_with_a_member() {
    var object = Value.object().put("a", 1).put("sig", "x").build();

    assertThat(Json.compact(object.without("sig", "absent"))).isEqualTo("{\"a\":1}");
    assertThat(Json.compact(object.with("sig", Value.text("y")).with("b", Value.bool(true))))
        .isEqualTo("{\"a\":1,\"sig\":\"y\",\"b\":true}");
    assertThat(Json.compact(object)).isEqualTo("{\"a\":1,\"sig\":\"x\"}");
  }

  @Test
  void an_object_of_ours_cannot_have_a_name_twice_or_half_a_character() {
    assertThatThrownBy(() -> Value.object().put("a", 1).put("a", 2))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Value.text("\uD800")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Value.object().put("\0", List.of()).build())
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Value json(String text) {
    return Json.parse("f", utf8(text), Code.MANIFEST_INVALID).orThrow();
  }

  private static Value yaml(String text) {
    return Yaml.parse("f", utf8(text), Code.PLAN_INVALID).orThrow();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
