package xps.crypto.orchestrator.attest;

import java.util.ArrayList;

/** An SPDX document as the standard wants it, for the artifacts of a manifest. */
final class AnSbom {
  private AnSbom() {}

  static String of(Manifest manifest) {
    var files = new ArrayList<String>();
    for (var artifact : manifest.artifacts()) {
      files.add(file(files.size(), "./" + artifact.name(), artifact.sha256().hex()));
    }
    return of(String.join(",\n", files));
  }

  /** A document with these entries of {@code files}. */
  static String of(String files) {
    return """
    {
      "spdxVersion": "SPDX-2.3",
      "dataLicense": "CC0-1.0",
      "SPDXID": "SPDXRef-DOCUMENT",
      "name": "hotfix-7",
      "documentNamespace": "https://example.org/spdx/hotfix-7",
      "creationInfo": {"created": "2026-01-31T12:00:00Z", "creators": ["Tool: test"]},
      "packages": [
        {"SPDXID": "SPDXRef-openssl", "name": "openssl", "versionInfo": "3.5.0",
         "downloadLocation": "NOASSERTION", "licenseConcluded": "NOASSERTION", "licenseDeclared": "Apache-2.0"}
      ],
      "files": [
    %s
      ],
      "relationships": [
        {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-openssl"}
      ]
    }
    """
        .formatted(files);
  }

  static String file(int number, String name, String sha256) {
    return """
    {"SPDXID": "SPDXRef-File-%d", "fileName": "%s", "checksums": [
      {"algorithm": "SHA1", "checksumValue": "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
      {"algorithm": "SHA256", "checksumValue": "%s"}]}\
    """
        .formatted(number, name, sha256);
  }
}
