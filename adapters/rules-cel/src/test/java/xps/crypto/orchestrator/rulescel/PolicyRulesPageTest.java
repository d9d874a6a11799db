package xps.crypto.orchestrator.rulescel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.guard.Policy;

/** {@code docs/policy-rules.md} says what is so. */
class PolicyRulesPageTest {
  private static final Path PAGE = Path.of("..", "..", "docs", "policy-rules.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^|]+) \\| ([a-z ]+) \\|");
  private static final Pattern NAME = Pattern.compile("`([a-z_.\\[\\]]+)`");
  private static final Pattern EXAMPLE = Pattern.compile("(?s)```yaml\n(.*?)```");

  private static final Map<String, CelType> TYPES =
      Map.of(
          "text", SimpleType.STRING,
          "number", SimpleType.INT,
          "yes or no", SimpleType.BOOL,
          "time", SimpleType.TIMESTAMP,
          "span", SimpleType.DURATION,
          "texts", ListType.create(SimpleType.STRING));

  private static String page() throws IOException {
    return Files.readString(PAGE);
  }

  @Test
  void its_table_has_every_name_with_its_type_and_no_other() throws IOException {
    var told = new TreeMap<String, CelType>();
    for (var row = ROW.matcher(page()); row.find(); ) {
      for (var name = NAME.matcher(row.group(1)); name.find(); ) {
        told.put(name.group(1), TYPES.get(row.group(2)));
      }
    }
    var known = new TreeMap<String, CelType>();
    Facts.variables().forEach((name, type) -> collect(name, type, known));

    assertThat(told).isEqualTo(known);
  }

  private static void collect(String name, CelType type, Map<String, CelType> into) {
    switch (type) {
      case StructType group ->
          group.fields().forEach(field -> collect(name + "." + field.name(), field.type(), into));
      case ListType list when list.elemType() instanceof StructType group ->
          collect(name + "[]", group, into);
      default -> into.put(name, type);
    }
  }

  @Test
  void its_example_is_a_policy() throws IOException {
    var example = EXAMPLE.matcher(page());
    assertThat(example.find()).isTrue();

    var policy =
        Policy.parse(
            "policy.yaml", example.group(1).getBytes(UTF_8), () -> Optional.of(new CelRules()));

    assertThat(policy.problems()).extracting(Problem::toString).isEmpty();
    assertThat(policy.orThrow().ruleNames()).hasSize(5);
  }

  @Test
  void a_mistake_in_a_rule_is_told_by_the_line_and_column_of_the_policy() throws IOException {
    var example = EXAMPLE.matcher(page());
    assertThat(example.find()).isTrue();
    var wrong =
        example
            .group(1)
            .replace("patch.class", "patch.clas")
            .replace("plan.nodes >=", "plan.nodes >= ''");

    assertThat(
            Policy.parse("p.yaml", wrong.getBytes(UTF_8), () -> Optional.of(new CelRules()))
                .problems())
        .extracting(Problem::where)
        .startsWith("p.yaml:6:12");
  }
}
