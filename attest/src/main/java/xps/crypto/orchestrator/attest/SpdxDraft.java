package xps.crypto.orchestrator.attest;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/**
 * Writes a small SPDX 2.3 document for files that come without one: it lists them with their
 * digests, as the contents of one package, and asserts nothing about licences. Whoever knows more
 * should ship an SBOM of the build.
 */
public final class SpdxDraft {
  private static final String UNSAID = "NOASSERTION";
  private static final String DOCUMENT = "SPDXRef-DOCUMENT";
  private static final String PACKAGE = "SPDXRef-Package";

  private SpdxDraft() {}

  /** The document for a patch of that id and version; refused where a file can't be read. */
  public static Outcome<Value.Obj> of(
      String id, String version, Instant created, List<Path> files) {
    var problems = new ArrayList<Problem>();
    var digests = new ArrayList<FileDigests>();
    for (var file : files) {
      switch (FileDigests.of(file)) {
        case Outcome.Ok<FileDigests>(var read, _) -> digests.add(read);
        case Outcome.Refused<FileDigests>(var refused) -> problems.addAll(refused);
      }
    }
    return problems.isEmpty()
        ? Outcome.ok(document(id, version, created, digests))
        : Outcome.refused(problems);
  }

  private static Value.Obj document(
      String id, String version, Instant created, List<FileDigests> files) {
    var entries = new ArrayList<Value>();
    var relationships = new ArrayList<Value>();
    relationships.add(relationship(DOCUMENT, "DESCRIBES", PACKAGE));
    for (int i = 0; i < files.size(); i++) {
      var fileId = "SPDXRef-File-" + (i + 1);
      entries.add(file(fileId, files.get(i)));
      relationships.add(relationship(PACKAGE, "CONTAINS", fileId));
    }
    return Value.object()
        .put("spdxVersion", SpdxReader.VERSION)
        .put("dataLicense", "CC0-1.0")
        .put("SPDXID", DOCUMENT)
        .put("name", id + "-" + version)
        .put("documentNamespace", "urn:xps:sbom:" + id + ":" + version)
        .put(
            "creationInfo",
            Value.object()
                .put("created", Grammar.time(created))
                .put("creators", List.of(Value.text("Tool: xps")))
                .build())
        .put("packages", List.of(wholePatch(id, version, files)))
        .put("files", entries)
        .put("relationships", relationships)
        .build();
  }

  private static Value wholePatch(String id, String version, List<FileDigests> files) {
    return Value.object()
        .put("SPDXID", PACKAGE)
        .put("name", id)
        .put("versionInfo", version)
        .put("downloadLocation", UNSAID)
        .put("filesAnalyzed", true)
        .put(
            "packageVerificationCode",
            Value.object().put("packageVerificationCodeValue", verificationCode(files)).build())
        .put("licenseConcluded", UNSAID)
        .put("licenseDeclared", UNSAID)
        .put("licenseInfoFromFiles", List.of(Value.text(UNSAID)))
        .put("copyrightText", UNSAID)
        .build();
  }

  private static Value file(String fileId, FileDigests digests) {
    return Value.object()
        .put("SPDXID", fileId)
        .put("fileName", "./" + digests.name())
        .put(
            "checksums",
            List.of(checksum("SHA1", digests.sha1()), checksum("SHA256", digests.sha256().hex())))
        .put("licenseConcluded", UNSAID)
        .put("licenseInfoInFiles", List.of(Value.text(UNSAID)))
        .put("copyrightText", UNSAID)
        .build();
  }

  private static Value checksum(String algorithm, String value) {
    return Value.object().put("algorithm", algorithm).put("checksumValue", value).build();
  }

  private static Value relationship(String from, String type, String to) {
    return Value.object()
        .put("spdxElementId", from)
        .put("relationshipType", type)
        .put("relatedSpdxElement", to)
        .build();
  }

  /** SPDX 2.3, section 7.9: SHA-1 over the files' SHA-1s, sorted, as text. */
  private static String verificationCode(List<FileDigests> files) {
    var sorted = new ArrayList<String>();
    for (var file : files) {
      sorted.add(file.sha1());
    }
    sorted.sort(null);
    var digest = Digests.sha1().digest(String.join("", sorted).getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().formatHex(digest);
  }
}
