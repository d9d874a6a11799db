package xps.crypto.orchestrator.house.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.document.Yaml;
import xps.crypto.orchestrator.guard.Policy;
import xps.crypto.orchestrator.planner.Fleet;
import xps.crypto.orchestrator.planner.Plan;
import xps.crypto.orchestrator.rulescel.CelRules;

/** The documents that people write: each has a table, a reader, and an example with every field. */
enum Document {
  MANIFEST("manifest.json", ManifestTable.schema(), text -> Manifest.parse("d.json", text)),
  TRUST_STORE(
      "trust_store.json", TrustStoreTable.schema(), text -> TrustStore.parse("d.json", text)),
  POLICY(
      "orchestrator.policy.yaml",
      PolicyTable.schema(),
      text -> Policy.parse("d.yaml", text, () -> Optional.of(new CelRules()))),
  PLAN("rollout_plan.yaml", PlanTable.schema(), text -> Plan.parse("d.yaml", text)),
  FLEET("fleet.yaml", FleetTable.schema(), text -> Fleet.parse("d.yaml", text));

  /** A document's public reader. */
  interface Reader {
    Outcome<?> read(byte[] text);
  }

  /** No field is called so, and none is so near that it could be meant. */
  static final String NO_FIELD = "zzzzzzzzzzzzzzzzzzzzzzzz";

  private static final String KNOWN = "known are: ";

  private final String example;
  private final Value.Obj schema;
  private final Reader reader;

  Document(String example, Value.Obj schema, Reader reader) {
    this.example = example;
    this.schema = schema;
    this.reader = reader;
  }

  Value.Obj schema() {
    return schema;
  }

  /** In {@code docs/schemas}. */
  String fileName() {
    return name().toLowerCase(Locale.ROOT) + ".schema.json";
  }

  List<Problem> problems(byte[] text) {
    return reader.read(text).problems();
  }

  boolean isRead(byte[] text) {
    return reader.read(text).isOk();
  }

  boolean isRead(Value value) {
    return isRead(Json.compact(value).getBytes(UTF_8));
  }

  /** A document in which each object that the schema knows is, with every field of it. */
  Value example() {
    try (var in = Document.class.getResourceAsStream(example)) {
      return parse(example, in.readAllBytes()).orThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The JSON that a file means. */
  static Outcome<Value> parse(String file, byte[] text) {
    return file.endsWith(".json")
        ? Json.parse(file, text, Code.USAGE)
        : Yaml.parse(file, text, Code.USAGE);
  }

  /** The fields that the reader knows of an object into which {@link #NO_FIELD} was put. */
  Optional<List<String>> known(Value withNoField) {
    return problems(Json.compact(withNoField).getBytes(UTF_8)).stream()
        .filter(problem -> problem.message().contains("has no field \"" + NO_FIELD + "\""))
        .map(Problem::remedy)
        .filter(remedy -> remedy.contains(KNOWN))
        .map(remedy ->
            Arrays.stream(remedy.substring(remedy.indexOf(KNOWN) + KNOWN.length()).split(", "))
                .sorted()
                .collect(Collectors.toList()))
        .findFirst();
  }
}
