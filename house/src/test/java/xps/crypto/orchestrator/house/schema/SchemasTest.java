package xps.crypto.orchestrator.house.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Value;

/**
 * The schemas in {@code docs/schemas}: generated from the tables beside this test ({@code
 * -Dwrite.schemas} writes them anew), and the tables say what the readers say.
 *
 * <p>A reader tells of every object which fields it knows when it finds one that it doesn't. So
 * each object of an example that has all of them is given such a field, and the answer is compared.
 */
class SchemasTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path SCHEMAS = ROOT.resolve("docs/schemas");
  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

  private static List<String> objections(JsonSchema schema, Value value) {
    return schema.validate(Json.compact(value), InputFormat.JSON).stream()
        .map(message -> message.getInstanceLocation() + " " + message.getMessage())
        .toList();
  }

  private static JsonSchema schema(Document document) {
    return FACTORY.getSchema(Json.compact(document.schema()));
  }

  @ParameterizedTest
  @EnumSource
  void a_schema_in_the_docs_is_what_the_table_says(Document document) throws IOException {
    var file = SCHEMAS.resolve(document.fileName());
    var wanted = Json.pretty(document.schema());
    if (System.getProperty("write.schemas") != null) {
      Files.createDirectories(SCHEMAS);
      Files.writeString(file, wanted);
    }

    assertThat(file).as("write it with -Dwrite.schemas").hasContent(wanted.strip());
  }

  @ParameterizedTest
  @EnumSource
  void a_schema_is_one(Document document) {
    var meta = FACTORY.getSchema(SchemaLocation.of(SchemaId.V202012));

    assertThat(objections(meta, document.schema())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void a_schema_knows_every_field_that_the_reader_knows_and_no_other(Document document) {
    var seen = new LinkedHashSet<Value>();
    Spot.root(document)
        .all()
        .filter(Spot::isGroup)
        .forEach(spot -> {
          var known =
              document.known(
                  spot.put()
                      .apply(((Value.Obj) spot.value()).with(Document.NO_FIELD, Value.bool(true))));
          assertThat(known).as("reader of %s%s", document, spot.path()).isPresent();
          assertThat(spot.properties().members().keySet())
              .as("schema of %s%s", document, spot.path())
              .containsExactlyInAnyOrderElementsOf(known.orElseThrow());
          seen.add(spot.properties());
        });

    assertThat(Spot.groups(document.schema()).map(group -> group.get("properties").orElseThrow()))
        .as("the example has every object of the schema")
        .allMatch(seen::contains);
  }

  @ParameterizedTest
  @EnumSource
  void a_schema_passes_its_example_and_nothing_that_is_broken_anywhere(Document document) {
    var schema = schema(document);
    assertThat(objections(schema, document.example())).isEmpty();

    for (var broken : broken(document)) {
      assertThat(objections(schema, broken)).as(Json.compact(broken)).isNotEmpty();
      assertThat(document.isRead(broken)).as(Json.compact(broken)).isFalse();
    }
  }

  /** The example with a field too many, a field too few, or a value of another type. */
  private static List<Value> broken(Document document) {
    var broken = new ArrayList<Value>();
    Spot.root(document)
        .all()
        .forEach(spot -> {
          broken.add(spot.put().apply(Value.array(List.of(Value.array(List.of())))));
          broken.add(spot.put().apply(Value.number(-1)));
          if (spot.value() instanceof Value.Obj object && spot.isGroup()) {
            broken.add(spot.put().apply(object.with(Document.NO_FIELD, Value.bool(true))));
            spot.required().forEach(name -> broken.add(spot.put().apply(object.without(name))));
          }
        });
    return broken;
  }

  @Test
  void a_schema_passes_every_document_of_this_repository_that_its_reader_passes()
      throws IOException {
    int passed = 0;
    for (var file : documents()) {
      var text = Files.readAllBytes(file);
      for (var document : Document.values()) {
        if (document.isRead(text)) {
          passed++;
          assertThat(objections(schema(document), Document.parse(file.toString(), text).orThrow()))
              .as("%s as %s", ROOT.relativize(file), document)
              .isEmpty();
        }
      }
    }

    assertThat(passed).as("documents that a reader passes").isGreaterThanOrEqualTo(8);
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> all = Files.walk(ROOT, 20)) {
      return all.filter(file -> file.toString().matches(".*\\.(json|yaml)"))
          .filter(file -> !file.toString().matches(".*/(target|build|\\.git)/.*"))
          .filter(file -> file.toFile().length() < 1_000_000)
          .sorted()
          .toList();
    }
  }

  @Test
  void what_readers_refuse_for_more_than_its_fields_a_schema_refuses_where_it_can() {
    var signer = "{\"name\": \"a\", \"may_sign\": {}}";
    assertThat(
            refuses(
                Document.TRUST_STORE,
                "{\"trusted_signers\": [" + signer + "], \"min_required_signatures\": 1}"))
        .isTrue();
    assertThat(refuses(Document.PLAN, "{\"strategy\": {\"waves\": []}}")).isTrue();
    assertThat(
            refuses(
                Document.PLAN,
                "{\"strategy\": {\"waves\": [{\"name\": \"a\", \"match\": [], \"concurrency\": 1}]}}"))
        .isTrue();
    assertThat(refuses(Document.FLEET, "{\"nodes\": [{\"id\": \"-a\", \"host\": \"a\"}]}"))
        .isTrue();
    assertThat(
            refuses(
                Document.POLICY,
                "{\"rbac\": {\"required_approvals\": 1, \"roles\": []},"
                    + " \"risk\": {\"max_score\": 11}}"))
        .isTrue();
    assertThat(
            refuses(
                Document.POLICY,
                "{\"rbac\": {\"required_approvals\": 1, \"roles\": []},"
                    + " \"risk\": {\"max_score\": 1, \"deny_on\": [{\"no_canari\": true}]}}"))
        .isTrue();
  }

  private static boolean refuses(Document document, String json) {
    return !schema(document).validate(json, InputFormat.JSON).isEmpty();
  }
}
