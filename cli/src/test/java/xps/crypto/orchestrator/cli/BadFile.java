package xps.crypto.orchestrator.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import xps.crypto.orchestrator.document.Code;

/**
 * A document with something wrong in it, named after that.
 *
 * @param line where it is wrong; 0 where no line can be named
 * @param told what the refusal has to say, in message or remedy
 */
record BadFile(Document document, String wrong, Damage damage, int line, String told) {
  private static final int TWO_MIB = 2 << 20;

  /** The documents of a change. */
  enum Document {
    MANIFEST("patch/patch_manifest.json", Code.MANIFEST_INVALID, 10),
    TRUST_STORE("trust_store.json", Code.TRUST_STORE_INVALID, 17),
    POLICY("orchestrator.policy.yaml", Code.POLICY_INVALID, 17),
    PLAN("rollout_plan.yaml", Code.PLAN_INVALID, 11),
    FLEET("fleet.yaml", Code.FLEET_INVALID, 11);

    final String file;
    final Code code;
    final int exit;

    Document(String file, Code code, int exit) {
      this.file = file;
      this.code = code;
      this.exit = exit;
    }
  }

  /** Does the damage. */
  interface Damage {
    void to(Path file) throws IOException;
  }

  static Stream<BadFile> all() {
    var files = new ArrayList<BadFile>();
    for (var document : Document.values()) {
      files.addAll(anyDocument(document));
    }
    files.addAll(manifests());
    files.addAll(trustStores());
    files.addAll(policies());
    files.addAll(plans());
    files.addAll(fleets());
    return files.stream();
  }

  private static List<BadFile> anyDocument(Document document) {
    return List.of(
        new BadFile(document, "not UTF-8", file -> spoil(file), 2, "UTF-8"),
        new BadFile(
            document, "2 MiB long", file -> Files.writeString(file, "x".repeat(TWO_MIB)), 0, ""),
        new BadFile(document, "empty", file -> Files.writeString(file, ""), 1, ""),
        new BadFile(document, "a directory", BadFile::makeDirectory, 0, "directory"),
        new BadFile(document, "not there", Files::delete, 0, "no such file"));
  }

  private static List<BadFile> manifests() {
    var document = Document.MANIFEST;
    return List.of(
        without(document, "  \"version\": \"3.2.1\",\n", 1, "version"),
        with(
            document,
            "a field that nobody knows",
            "\"id\":",
            "\"colour\": \"red\", \"id\":",
            2,
            "colour"),
        with(document, "a typo", "\"targets\":", "\"tagrets\":", 0, "targets"),
        with(document, "a key twice", "\"id\":", "\"id\": \"x\", \"id\":", 2, "id"),
        with(document, "a wrong type", "\"version\": \"3.2.1\"", "\"version\": 3", 3, "version"));
  }

  private static List<BadFile> trustStores() {
    var document = Document.TRUST_STORE;
    return List.of(
        without(document, "  \"min_required_signatures\": 1,\n", 1, "min_required_signatures"),
        with(
            document,
            "a field that nobody knows",
            "\"allow_",
            "\"colour\": 1, \"allow_",
            6,
            "colour"),
        with(document, "a typo", "\"allow_unsigned\"", "\"allow_unsinged\"", 6, "allow_unsigned"),
        with(
            document,
            "a key twice",
            "\"allow_",
            "\"allow_unsigned\": true, \"allow_",
            6,
            "allow_unsigned"),
        with(document, "a wrong type", "false", "\"no\"", 6, "allow_unsigned"));
  }

  private static List<BadFile> policies() {
    var document = Document.POLICY;
    return List.of(
        without(document, "  required_approvals: 2\n", 2, "required_approvals"),
        with(
            document,
            "a field that nobody knows",
            "  max_score",
            "  colour: red\n  max_score",
            18,
            "colour"),
        with(document, "a typo", "  max_score", "  max_scroe", 18, "max_score"),
        with(
            document,
            "a key twice",
            "  max_score: 7",
            "  max_score: 7\n  max_score: 9",
            19,
            "max_score"),
        with(document, "a wrong type", "max_score: 7", "max_score: high", 18, "max_score"));
  }

  private static List<BadFile> plans() {
    var document = Document.PLAN;
    return List.of(
        without(document, "      concurrency: 10\n", 6, "concurrency"),
        with(
            document,
            "a field that nobody knows",
            "  canary:",
            "  colour: red\n  canary:",
            2,
            "colour"),
        with(document, "a typo", "halt_on_error", "halt_on_eror", 4, "halt_on_error"),
        with(
            document,
            "a key twice",
            "    percentage: 5",
            "    percentage: 5\n    percentage: 9",
            4,
            "percentage"),
        with(document, "a wrong type", "percentage: 5", "percentage: [5]", 3, "percentage"));
  }

  private static List<BadFile> fleets() {
    var document = Document.FLEET;
    return List.of(
        without(document, "host: node-1.example, ", 2, "host"),
        with(
            document,
            "a field that nobody knows",
            "{id: node-1,",
            "{colour: red, id: node-1,",
            2,
            "colour"),
        with(
            document,
            "a typo",
            "host: node-1.example, labels",
            "host: node-1.example, lables",
            2,
            "labels"),
        with(document, "a key twice", "{id: node-1,", "{id: node-1, id: node-9,", 2, "id"),
        with(document, "a wrong type", "{id: node-1,", "{id: [node-1],", 2, "id"));
  }

  private static BadFile without(Document document, String part, int line, String told) {
    return with(document, "a missing field", part, "", line, told);
  }

  private static BadFile with(
      Document document, String wrong, String part, String other, int line, String told) {
    return new BadFile(document, wrong, file -> swap(file, part, other), line, told);
  }

  private static void swap(Path file, String part, String other) throws IOException {
    var text = Files.readString(file);
    if (!text.contains(part)) {
      throw new IllegalStateException(file + " has no " + part);
    }
    int at = text.indexOf(part);
    Files.writeString(file, text.substring(0, at) + other + text.substring(at + part.length()));
  }

  /** A byte that begins no character, at the beginning of the second line. */
  private static void spoil(Path file) throws IOException {
    var text = Files.readString(file);
    var head = text.substring(0, text.indexOf('\n') + 1).getBytes(UTF_8);
    var bytes = text.getBytes(UTF_8);
    bytes[head.length] = (byte) 0xFF;
    Files.write(file, bytes);
  }

  private static void makeDirectory(Path file) throws IOException {
    Files.delete(file);
    Files.createDirectory(file);
  }

  @Override
  public String toString() {
    return document + " with " + wrong;
  }
}
