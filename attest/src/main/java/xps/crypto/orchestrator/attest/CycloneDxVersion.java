package xps.crypto.orchestrator.attest;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the schemas of CycloneDX 1.4, 1.5 and 1.6 have; each has all of the one before. */
enum CycloneDxVersion {
  V1_4(
      "1.4",
      List.of(
          "$schema",
          "bomFormat",
          "specVersion",
          "serialNumber",
          "version",
          "metadata",
          "components",
          "services",
          "externalReferences",
          "dependencies",
          "compositions",
          "vulnerabilities",
          "signature"),
      List.of(
          "type",
          "mime-type",
          "bom-ref",
          "supplier",
          "author",
          "publisher",
          "group",
          "name",
          "version",
          "description",
          "scope",
          "hashes",
          "licenses",
          "copyright",
          "cpe",
          "purl",
          "swid",
          "modified",
          "pedigree",
          "externalReferences",
          "components",
          "evidence",
          "releaseNotes",
          "properties",
          "signature"),
      List.of(
          "application",
          "framework",
          "library",
          "container",
          "operating-system",
          "device",
          "firmware",
          "file")),
  V1_5(
      "1.5",
      List.of("annotations", "formulation", "properties"),
      List.of("modelCard", "data"),
      List.of("platform", "device-driver", "machine-learning-model", "data")),
  V1_6(
      "1.6",
      List.of("declarations", "definitions"),
      List.of("manufacturer", "authors", "omniborId", "swhid", "cryptoProperties", "tags"),
      List.of("cryptographic-asset"));

  /** The algorithms of hashes, and how many hexadecimal digits each has. */
  static final HashForm HASHES =
      new HashForm(
          Map.ofEntries(
              Map.entry("MD5", Set.of(32)),
              Map.entry("SHA-1", Set.of(40)),
              Map.entry("SHA-256", Set.of(64)),
              Map.entry("SHA-384", Set.of(96)),
              Map.entry("SHA-512", Set.of(128)),
              Map.entry("SHA3-256", Set.of(64)),
              Map.entry("SHA3-384", Set.of(96)),
              Map.entry("SHA3-512", Set.of(128)),
              Map.entry("BLAKE2b-256", Set.of(64)),
              Map.entry("BLAKE2b-384", Set.of(96)),
              Map.entry("BLAKE2b-512", Set.of(128)),
              Map.entry("BLAKE3", Set.of(64, 96, 128)))); // as long as its user likes

  static final Set<String> HASH_FIELDS = Set.of("alg", "content");
  static final Set<String> SCOPES = Set.of("required", "optional", "excluded");

  private final String text;
  private final List<String> documentFields;
  private final List<String> componentFields;
  private final List<String> types;

  CycloneDxVersion(
      String text, List<String> documentFields, List<String> componentFields, List<String> types) {
    this.text = text;
    this.documentFields = documentFields;
    this.componentFields = componentFields;
    this.types = types;
  }

  static Optional<CycloneDxVersion> parse(String text) {
    return Arrays.stream(values()).filter(version -> version.text.equals(text)).findFirst();
  }

  /** Whether a document has to say which edition of itself it is. */
  boolean needsVersion() {
    return this == V1_4;
  }

  Set<String> documentFields() {
    var all = new TreeSet<String>();
    upToThis().forEach(version -> all.addAll(version.documentFields));
    return all;
  }

  Set<String> componentFields() {
    var all = new TreeSet<String>();
    upToThis().forEach(version -> all.addAll(version.componentFields));
    return all;
  }

  Set<String> types() {
    var all = new TreeSet<String>();
    upToThis().forEach(version -> all.addAll(version.types));
    return all;
  }

  /** What an entry of {@code licenses} has. */
  Set<String> choiceFields() {
    return switch (this) {
      case V1_4 -> Set.of("license", "expression");
      case V1_5 -> Set.of("license", "expression", "bom-ref");
      case V1_6 -> Set.of("license", "expression", "bom-ref", "acknowledgement");
    };
  }

  Set<String> licenceFields() {
    return switch (this) {
      case V1_4 -> Set.of("id", "name", "text", "url");
      case V1_5 -> Set.of("id", "name", "text", "url", "bom-ref", "licensing", "properties");
      case V1_6 ->
          Set.of(
              "id", "name", "text", "url", "bom-ref", "licensing", "properties", "acknowledgement");
    };
  }

  Set<String> dependencyFields() {
    return this == V1_6 ? Set.of("ref", "dependsOn", "provides") : Set.of("ref", "dependsOn");
  }

  private List<CycloneDxVersion> upToThis() {
    return Arrays.stream(values()).filter(version -> version.compareTo(this) <= 0).toList();
  }
}
