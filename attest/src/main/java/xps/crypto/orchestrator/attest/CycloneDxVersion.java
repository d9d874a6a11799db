package xps.crypto.orchestrator.attest;

import java.util.Arrays;
import java.util.List;
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

  static final Set<String> HASH_ALGORITHMS =
      Set.of(
          "MD5",
          "SHA-1",
          "SHA-256",
          "SHA-384",
          "SHA-512",
          "SHA3-256",
          "SHA3-384",
          "SHA3-512",
          "BLAKE2b-256",
          "BLAKE2b-384",
          "BLAKE2b-512",
          "BLAKE3");

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

  private List<CycloneDxVersion> upToThis() {
    return Arrays.stream(values()).filter(version -> version.compareTo(this) <= 0).toList();
  }
}
