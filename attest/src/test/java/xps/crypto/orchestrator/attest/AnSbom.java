package xps.crypto.orchestrator.attest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Sha256;

/** Bills of materials as their standards want them, and what attest says to one. */
enum AnSbom {
  SPDX {
    @Override
    String listing(List<String> files) {
      return """
      {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "hotfix-7",
        "documentNamespace": "https://example.org/spdx/hotfix-7",
        "creationInfo": {"created": "2026-01-31T12:00:00Z", "creators": ["Tool: test"]},
        "documentDescribes": ["SPDXRef-patch"],
        "externalDocumentRefs": [
          {"externalDocumentId": "DocumentRef-build", "spdxDocument": "https://example.org/spdx/build",
           "checksum": {"algorithm": "MD5", "checksumValue": "d41d8cd98f00b204e9800998ecf8427e"}}
        ],
        "hasExtractedLicensingInfos": [{"licenseId": "LicenseRef-own", "extractedText": "Do as you like."}],
        "packages": [
          {"SPDXID": "SPDXRef-openssl", "name": "openssl", "versionInfo": "3.5.0",
           "downloadLocation": "NOASSERTION", "licenseConcluded": "NOASSERTION", "licenseDeclared": "Apache-2.0",
           "externalRefs": [
             {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
              "referenceLocator": "pkg:generic/openssl@3.5.0"}]},
          {"SPDXID": "SPDXRef-patch", "name": "hotfix-7", "downloadLocation": "NONE", "filesAnalyzed": true,
           "licenseConcluded": "(MIT OR LicenseRef-own) AND DocumentRef-build:LicenseRef-other",
           "packageVerificationCode":
             {"packageVerificationCodeValue": "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
           "hasFiles": ["SPDXRef-File-0"]}
        ],
        "files": [
      %s
        ],
        "snippets": [
          {"SPDXID": "SPDXRef-Snippet", "snippetFromFile": "SPDXRef-File-0", "ranges": [
            {"startPointer": {"reference": "SPDXRef-File-0", "offset": 1},
             "endPointer": {"reference": "SPDXRef-File-0", "offset": 2}}]}
        ],
        "relationships": [
          {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-openssl"},
          {"spdxElementId": "SPDXRef-openssl", "relationshipType": "GENERATED_FROM",
           "relatedSpdxElement": "DocumentRef-build:SPDXRef-source"},
          {"spdxElementId": "SPDXRef-patch", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "NOASSERTION"}
        ]
      }
      """
          .formatted(String.join(",\n", files));
    }

    @Override
    String file(int number, String name, String sha256) {
      return """
      {"SPDXID": "SPDXRef-File-%d", "fileName": "%s", "checksums": [
        {"algorithm": "SHA1", "checksumValue": "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
        {"algorithm": "SHA256", "checksumValue": "%s"}]}\
      """
          .formatted(number, name, sha256);
    }
  },

  CYCLONE_DX {
    @Override
    String listing(List<String> files) {
      return """
      {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
        "metadata": {
          "timestamp": "2026-01-31T12:00:00.5Z",
          "component": {"type": "application", "name": "hotfix-7", "version": "3.2.1"}
        },
        "components": [{"type": "library", "group": "org.openssl", "name": "openssl", "version": "3.5.0",
           "bom-ref": "openssl", "purl": "pkg:generic/openssl@3.5.0",
           "licenses": [{"license": {"id": "Apache-2.0"}}, {"license": {"name": "Own licence"}}],
           "components": [{"type": "library", "name": "zlib", "version": "1.3.1", "bom-ref": "zlib",
             "licenses": [{"expression": "Zlib"}]}]},
      %s
        ],
        "dependencies": [{"ref": "openssl", "dependsOn": ["zlib"]}]
      }
      """
          .formatted(String.join(",\n", files));
    }

    @Override
    String file(int number, String name, String sha256) {
      return "{\"type\": \"file\", \"name\": \"%s\", \"hashes\": [{\"alg\": \"SHA-256\", \"content\": \"%s\"}]}"
          .formatted(name, sha256);
    }
  };

  static final String NAME = "sbom.json";

  /** A document with these entries for files. */
  abstract String listing(List<String> files);

  /** The entry for a file. */
  abstract String file(int number, String name, String sha256);

  /** A document that lists exactly the artifacts of that manifest. */
  String of(Manifest manifest) {
    return listing(files(manifest, ""));
  }

  /** One that lists them with something before each name, and other files as well. */
  String of(Manifest manifest, String before, String... others) {
    var files = files(manifest, before);
    for (var other : others) {
      files.add(file(files.size(), other, "1".repeat(64)));
    }
    return listing(files);
  }

  private List<String> files(Manifest manifest, String before) {
    var files = new ArrayList<String>();
    for (var artifact : manifest.artifacts()) {
      files.add(file(files.size(), before + artifact.name(), artifact.sha256().hex()));
    }
    return files;
  }

  /** The honest document for {@link APatch#ofTwoModules}. */
  String ofTwoModules() {
    return of(APatch.ofTwoModules().manifest());
  }

  /** Attests two modules with that document, bound and signed. */
  static Outcome<AttestedPatch> attest(String sbom) {
    return attest(bound(APatch.ofTwoModules(), sbom));
  }

  /** That patch with that document, bound and signed. */
  static APatch bound(APatch patch, String sbom) {
    return patch
        .metadata(
            "\"sbom\": \"%s\", \"sbom_sha256\": \"%s\""
                .formatted(NAME, Sha256.of(utf8(sbom)).hex()))
        .signedBy(People.ALICE)
        .swapped(NAME, utf8(sbom));
  }

  static Outcome<AttestedPatch> attest(APatch patch) {
    return ATrustStore.of(People.ALICE).verifier().requireAll(patch.manifest(), patch.source());
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
