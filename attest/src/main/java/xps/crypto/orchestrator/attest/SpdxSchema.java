package xps.crypto.orchestrator.attest;

import static xps.crypto.orchestrator.attest.JsonForm.Plain.ANY_OBJECT;
import static xps.crypto.orchestrator.attest.JsonForm.Plain.FLAG;
import static xps.crypto.orchestrator.attest.JsonForm.Plain.NUMBER;
import static xps.crypto.orchestrator.attest.JsonForm.Plain.TEXT;
import static xps.crypto.orchestrator.attest.JsonForm.many;

import java.util.Map;
import java.util.Set;
import xps.crypto.orchestrator.attest.JsonForm.Members;
import xps.crypto.orchestrator.attest.JsonForm.Word;

/**
 * The form of an SPDX 2.3 document in JSON: what its schema has, and nothing beyond it. The
 * namespace is required by the standard's text (6.5) though not by the schema.
 */
final class SpdxSchema {
  /** The algorithms of checksums, and how many hexadecimal digits each has. */
  static final HashForm HASHES =
      new HashForm(
          Map.ofEntries(
              Map.entry("ADLER32", Set.of(8)),
              Map.entry("MD2", Set.of(32)),
              Map.entry("MD4", Set.of(32)),
              Map.entry("MD5", Set.of(32)),
              Map.entry("MD6", Set.of(32, 40, 56, 64, 96, 128)), // as long as its user likes
              Map.entry("SHA1", Set.of(40)),
              Map.entry("SHA224", Set.of(56)),
              Map.entry("SHA256", Set.of(64)),
              Map.entry("SHA384", Set.of(96)),
              Map.entry("SHA512", Set.of(128)),
              Map.entry("SHA3-256", Set.of(64)),
              Map.entry("SHA3-384", Set.of(96)),
              Map.entry("SHA3-512", Set.of(128)),
              Map.entry("BLAKE2b-256", Set.of(64)),
              Map.entry("BLAKE2b-384", Set.of(96)),
              Map.entry("BLAKE2b-512", Set.of(128)),
              Map.entry("BLAKE3", Set.of(64, 96, 128)))); // as long as its user likes

  private static final Members CHECKSUM =
      form().needs("algorithm", TEXT).needs("checksumValue", TEXT).done();

  private static final Members ANNOTATION =
      form()
          .needs("annotationDate", TEXT)
          .needs("annotationType", new Word(Set.of("OTHER", "REVIEW")))
          .needs("annotator", TEXT)
          .needs("comment", TEXT)
          .done();

  private static final Members CREATION =
      form()
          .needs("created", TEXT)
          .needs("creators", new JsonForm.Many(TEXT, 1))
          .may(TEXT, "comment", "licenseListVersion")
          .done();

  private static final Members EXTERNAL_DOCUMENT =
      form()
          .needs("checksum", CHECKSUM)
          .needs("externalDocumentId", TEXT)
          .needs("spdxDocument", TEXT)
          .done();

  private static final Members CROSS_REFERENCE =
      form()
          .needs("url", TEXT)
          .may(FLAG, "isLive", "isValid", "isWayBackLink")
          .may(TEXT, "match", "timestamp")
          .may(NUMBER, "order")
          .done();

  private static final Members EXTRACTED_LICENCE =
      form()
          .needs("extractedText", TEXT)
          .needs("licenseId", TEXT)
          .may(TEXT, "comment", "name")
          .may(many(TEXT), "seeAlsos")
          .may(many(CROSS_REFERENCE), "crossRefs")
          .done();

  private static final Members REVIEW =
      form().needs("reviewDate", TEXT).may(TEXT, "comment", "reviewer").done();

  /** Tools write two of the categories with an underscore, as SPDX 2.2 did. */
  private static final Members EXTERNAL_REFERENCE =
      form()
          .needs(
              "referenceCategory",
              new Word(
                  Set.of(
                      "OTHER",
                      "SECURITY",
                      "PERSISTENT-ID",
                      "PERSISTENT_ID",
                      "PACKAGE-MANAGER",
                      "PACKAGE_MANAGER")))
          .needs("referenceLocator", TEXT)
          .needs("referenceType", TEXT)
          .may(TEXT, "comment")
          .done();

  private static final Members VERIFICATION_CODE =
      form()
          .needs("packageVerificationCodeValue", TEXT)
          .may(many(TEXT), "packageVerificationCodeExcludedFiles")
          .done();

  private static final Members PACKAGE =
      described()
          .needs("SPDXID", TEXT)
          .needs("downloadLocation", TEXT)
          .needs("name", TEXT)
          .may(many(CHECKSUM), "checksums")
          .may(many(EXTERNAL_REFERENCE), "externalRefs")
          .may(FLAG, "filesAnalyzed")
          .may(many(TEXT), "hasFiles", "licenseInfoFromFiles")
          .may(VERIFICATION_CODE, "packageVerificationCode")
          .may(
              new Word(
                  Set.of(
                      "OTHER",
                      "INSTALL",
                      "ARCHIVE",
                      "FIRMWARE",
                      "APPLICATION",
                      "FRAMEWORK",
                      "LIBRARY",
                      "CONTAINER",
                      "SOURCE",
                      "DEVICE",
                      "OPERATING_SYSTEM",
                      "FILE")),
              "primaryPackagePurpose")
          .may(
              TEXT,
              "builtDate",
              "description",
              "homepage",
              "licenseDeclared",
              "originator",
              "packageFileName",
              "releaseDate",
              "sourceInfo",
              "summary",
              "supplier",
              "validUntilDate",
              "versionInfo")
          .done();

  private static final Members FILE =
      described()
          .needs("SPDXID", TEXT)
          .needs("checksums", new JsonForm.Many(CHECKSUM, 1))
          .needs("fileName", TEXT)
          .may(many(ANY_OBJECT), "artifactOfs")
          .may(many(TEXT), "fileContributors", "fileDependencies", "licenseInfoInFiles")
          .may(
              many(
                  new Word(
                      Set.of(
                          "OTHER",
                          "DOCUMENTATION",
                          "IMAGE",
                          "VIDEO",
                          "ARCHIVE",
                          "SPDX",
                          "APPLICATION",
                          "SOURCE",
                          "BINARY",
                          "TEXT",
                          "AUDIO"))),
              "fileTypes")
          .may(TEXT, "noticeText")
          .done();

  private static final Members POINTER =
      form().needs("reference", TEXT).may(NUMBER, "offset", "lineNumber").done();

  private static final Members SNIPPET =
      described()
          .needs("SPDXID", TEXT)
          .needs("snippetFromFile", TEXT)
          .needs(
              "ranges",
              new JsonForm.Many(
                  form().needs("startPointer", POINTER).needs("endPointer", POINTER).done(), 1))
          .may(many(TEXT), "licenseInfoInSnippets")
          .may(TEXT, "name")
          .done();

  private static final Members RELATIONSHIP =
      form()
          .needs("spdxElementId", TEXT)
          .needs("relatedSpdxElement", TEXT)
          .needs("relationshipType", new Word(SpdxRelationships.TYPES))
          .may(TEXT, "comment")
          .done();

  static final Members DOCUMENT =
      form()
          .needs("SPDXID", TEXT)
          .needs("creationInfo", CREATION)
          .needs("dataLicense", TEXT)
          .needs("documentNamespace", TEXT)
          .needs("name", TEXT)
          .needs("spdxVersion", TEXT)
          .may(TEXT, "comment")
          .may(many(TEXT), "documentDescribes")
          .may(many(ANNOTATION), "annotations")
          .may(many(EXTERNAL_DOCUMENT), "externalDocumentRefs")
          .may(many(EXTRACTED_LICENCE), "hasExtractedLicensingInfos")
          .may(many(REVIEW), "revieweds")
          .may(many(PACKAGE), "packages")
          .may(many(FILE), "files")
          .may(many(SNIPPET), "snippets")
          .may(many(RELATIONSHIP), "relationships")
          .done();

  private SpdxSchema() {}

  private static JsonFormDraft form() {
    return new JsonFormDraft();
  }

  /** What packages, files and snippets have in common. */
  private static JsonFormDraft described() {
    return form()
        .may(many(ANNOTATION), "annotations")
        .may(many(TEXT), "attributionTexts")
        .may(TEXT, "comment", "copyrightText", "licenseComments", "licenseConcluded");
  }
}
