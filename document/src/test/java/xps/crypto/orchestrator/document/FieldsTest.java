package xps.crypto.orchestrator.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldsTest {
  private final List<Problem> problems = new ArrayList<>();

  private Fields fields(String json) {
    var value = Json.parse("f", json.getBytes(StandardCharsets.UTF_8), Code.PLAN_INVALID).orThrow();
    return new Fields(value, Code.PLAN_INVALID, problems, "the plan");
  }

  private List<String> told() {
    return problems.stream().map(problem -> problem.where() + ": " + problem.message()).toList();
  }

  @Test
  void right_fields_are_read_and_nothing_is_said() {
    var fields =
        fields(
            """
            {"id": "hotfix-7", "n": 3, "on": true, "at": "2025-10-26T20:31:00Z", "pause": "30s",
             "names": ["a", "b"], "kind": "file", "version": "1.2.3", "inner": {"x": "y"}, "items": [1]}
            """);

    assertThat(fields.id("id")).isEqualTo("hotfix-7");
    assertThat(fields.integer("n", 1, 5)).isEqualTo(3);
    assertThat(fields.bool("on")).isTrue();
    assertThat(fields.time("at")).isEqualTo(Instant.parse("2025-10-26T20:31:00Z"));
    assertThat(fields.duration("pause")).isEqualTo(Duration.ofSeconds(30));
    assertThat(fields.texts("names")).containsExactly("a", "b");
    assertThat(fields.oneOf("kind", List.of("module", "file"))).isEqualTo("file");
    assertThat(fields.version("version")).hasToString("1.2.3");
    var inner = fields.object("inner");
    assertThat(inner.text("x")).isEqualTo("y");
    inner.done();
    assertThat(fields.array("items")).hasSize(1);
    assertThat(fields.optionalText("absent")).isEmpty();
    fields.done();
    assertThat(problems).isEmpty();
  }

  @Test
  void a_missing_field_is_told_at_its_object() {
    var fields = fields("\n  {\"other\": 1}");

    assertThat(fields.text("name")).isEmpty();
    assertThat(fields.integer("other", 0, 9)).isEqualTo(1);
    fields.done();

    assertThat(told()).containsExactly("f:2:3: the plan lacks the field \"name\"");
    assertThat(problems.getFirst().remedy()).isEqualTo("add \"name\"");
  }

  @Test
  void a_typo_is_one_problem_with_the_name_that_was_meant() {
    var fields = fields("{\"concurency\": 5}");

    fields.integer("concurrency", 1, 10);
    fields.done();

    assertThat(told())
        .containsExactly(
            "f:1:2: the plan has no field \"concurency\"; did you mean \"concurrency\"?");
    assertThat(problems.getFirst().remedy()).isEqualTo("rename it to concurrency");
  }

  @Test
  void an_unknown_field_is_told_with_those_that_are_known() {
    var fields = fields("{\"id\": \"a\", \"colour\": 1}");

    fields.id("id");
    fields.optionalText("name");
    fields.done();

    assertThat(told()).containsExactly("f:1:13: the plan has no field \"colour\"");
    assertThat(problems.getFirst().remedy()).isEqualTo("take it out; known are: id, name");
  }

  @Test
  void every_wrong_type_is_told_in_one_go() {
    var fields = fields("{\"a\": 1, \"b\": \"x\", \"c\": [], \"d\": {}, \"e\": null, \"f\": true}");

    fields.text("a");
    fields.integer("b", 0, 1);
    fields.object("c");
    fields.array("d");
    fields.bool("e");
    fields.optionalText("f");
    fields.done();

    assertThat(told())
        .containsExactly(
            "f:1:7: \"a\" has to be a string, this is a number",
            "f:1:15: \"b\" has to be a whole number, this is a string",
            "f:1:25: \"c\" has to be an object, this is a list",
            "f:1:34: \"d\" has to be a list, this is an object",
            "f:1:43: \"e\" has to be true or false, this is null",
            "f:1:54: \"f\" has to be a string, this is true or false");
  }

  @Test
  void wrong_values_are_told_with_what_is_right() {
    var fields =
        fields(
            "{\"id\": \"Hot Fix\", \"n\": 12, \"at\": \"yesterday\", \"d\": \"1 day\", \"k\":"
                + " \"modul\", \"h\": \"ABC\", \"v\": \"1.2\", \"t\": [\"ok\", \"not ok\", 3]}");

    fields.id("id");
    fields.integer("n", 1, 10);
    fields.time("at");
    fields.duration("d");
    fields.oneOf("k", List.of("module", "file"));
    fields.sha256("h");
    fields.version("v");
    fields.texts("t", Grammar::isTarget, "a role");
    fields.done();

    assertThat(problems)
        .extracting(Problem::message)
        .containsExactly(
            "\"id\" has to be an id of a-z, 0-9 and . _ - (1 to 128 characters), not \"Hot Fix\"",
            "\"n\" is 12; it has to be from 1 to 10",
            "\"at\" has to be a time like 2025-10-26T20:31:00Z, not \"yesterday\"",
            "\"d\" has to be a duration like 30s (ms, s, m, h or d), of at most 36500d and"
                + " nine digits, not \"1 day\"",
            "\"k\" is \"modul\"; did you mean \"module\"?",
            "\"h\" has to be a SHA-256 digest of 64 lowercase hex digits, not \"ABC\"",
            "\"v\" has to be a version like 1.2.3 (SemVer 2.0.0, no build metadata), not \"1.2\"",
            "in \"t\" each has to be a role, not \"not ok\"",
            "in \"t\" each has to be a role, not a number");
    assertThat(problems).allSatisfy(problem -> assertThat(problem.remedy()).startsWith("write "));
  }

  @Test
  void what_is_no_object_is_told_once_and_not_for_each_field() {
    var fields = fields("[1]");

    fields.text("a");
    fields.object("b").text("c");
    fields.done();

    assertThat(told()).containsExactly("f:1:1: the plan has to be an object, this is a list");
  }

  @Test
  void a_missing_object_is_told_once_and_not_for_each_of_its_fields() {
    var fields = fields("{}");

    var inner = fields.object("strategy");
    inner.text("name");
    inner.done();
    fields.done();

    assertThat(told()).containsExactly("f:1:1: the plan lacks the field \"strategy\"");
  }

  @Test
  void an_empty_list_is_not_a_missing_one() {
    var fields = fields("{\"empty\": []}");

    assertThat(fields.optionalTexts("empty")).contains(List.of());
    assertThat(fields.optionalTexts("missing")).isEmpty();
  }

  @Test
  void no_problem_carries_control_characters_of_the_document() {
    var fields = fields("{\"k\": \"\\u001b[2J\\u202e\", \"\\u0007bell\": 1}");

    fields.oneOf("k", List.of("module"));
    fields.done();

    assertThat(problems)
        .hasSize(2)
        .allSatisfy(problem ->
            assertThat(problem.toString().chars()).allMatch(c -> c >= ' ' && c != 0x202E));
    assertThat(problems.getFirst().message()).contains("<U+001B>[2J<U+202E>");
  }
}
