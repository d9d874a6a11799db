package xps.crypto.orchestrator.attest;

import static xps.crypto.orchestrator.attest.SbomFields.UNSAID;
import static xps.crypto.orchestrator.attest.SbomFields.placeOf;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Place;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/**
 * Reads SPDX 2.3 JSON. What the standard requires has to be there and of the right form; fields
 * beyond that are others' business and not looked at. A file without a SHA1, which SPDX wants and
 * nobody should need, is a finding.
 */
final class SpdxReader {
  static final String VERSION = "SPDX-2.3";

  private static final String ID_PREFIX = "SPDXRef-";
  private static final String REMEDY = "have a tool write the SBOM that keeps to SPDX 2.3, in JSON";

  private final String file;
  private final SbomFields fields = new SbomFields(Code.SBOM_INVALID, REMEDY);
  private final List<Problem> findings = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();
  private final List<SbomDocument.Listed> listed = new ArrayList<>();
  private final List<SbomSummary.Component> components = new ArrayList<>();

  private SpdxReader(String file) {
    this.file = file;
  }

  /** The document, with its smaller flaws as findings. */
  static Outcome<SbomDocument> read(String file, Value.Obj document) {
    return new SpdxReader(file).document(document);
  }

  private Outcome<SbomDocument> document(Value.Obj document) {
    if (!fields.text(document, "spdxVersion").equals(VERSION)) {
      return Outcome.refused(
          fields.problem("spdxVersion has to be " + VERSION, placeOf(document, "spdxVersion")));
    }
    if (!fields.text(document, "dataLicense").equals("CC0-1.0")) {
      fields.report("dataLicense has to be CC0-1.0", placeOf(document, "dataLicense"));
    }
    if (!id(document).equals("SPDXRef-DOCUMENT")) {
      fields.report(
          "the SPDXID of the document has to be SPDXRef-DOCUMENT", placeOf(document, "SPDXID"));
    }
    var name = fields.text(document, "name");
    namespace(document);
    creation(document);
    for (var part : fields.objects(document, "packages")) {
      readPackage(part);
    }
    int files = 0;
    for (var part : fields.objects(document, "files")) {
      readFile(part);
      files++;
    }
    for (var part : fields.objects(document, "snippets")) {
      id(part);
      fields.text(part, "snippetFromFile");
    }
    for (var licence : fields.objects(document, "hasExtractedLicensingInfos")) {
      fields.text(licence, "licenseId");
      fields.text(licence, "extractedText");
    }
    for (var relationship : fields.objects(document, "relationships")) {
      reference(relationship, "spdxElementId");
      reference(relationship, "relatedSpdxElement");
      fields.text(relationship, "relationshipType");
    }
    var summary = new SbomSummary(VERSION, name, components, files);
    return fields.problems().isEmpty()
        ? Outcome.ok(new SbomDocument(file, listed, summary), findings)
        : Outcome.refused(fields.problems());
  }

  private void namespace(Value.Obj document) {
    var namespace = fields.text(document, "documentNamespace");
    if (!namespace.isEmpty() && (namespace.indexOf(':') <= 0 || namespace.indexOf('#') >= 0)) {
      fields.report(
          "documentNamespace has to be an absolute URI without #",
          placeOf(document, "documentNamespace"));
    }
  }

  private void creation(Value.Obj document) {
    if (!(document.members().get("creationInfo") instanceof Value.Obj info)) {
      fields.report("creationInfo is missing", placeOf(document, "creationInfo"));
      return;
    }
    var created = fields.text(info, "created");
    if (!created.isEmpty() && Grammar.time(created).isEmpty()) {
      fields.report("created has to be a time as 2026-01-31T12:00:00Z", placeOf(info, "created"));
    }
    if (!(info.members().get("creators") instanceof Value.Arr creators)
        || creators.items().isEmpty()) {
      fields.report("creators is missing or empty", placeOf(info, "creators"));
      return;
    }
    for (var creator : creators.items()) {
      if (!(creator instanceof Value.Str(var who, _)) || !isCreator(who)) {
        fields.report("a creator begins with Tool:, Person: or Organization:", creator.place());
      }
    }
  }

  private static boolean isCreator(String who) {
    return who.startsWith("Tool: ")
        || who.startsWith("Person: ")
        || who.startsWith("Organization: ");
  }

  /** Other documents' elements are theirs; one of this document has to be in it. */
  private void reference(Value.Obj relationship, String name) {
    var id = fields.text(relationship, name);
    if (id.startsWith(ID_PREFIX) && !ids.contains(id)) {
      fields.report("no element of the document has the SPDXID " + id, placeOf(relationship, name));
    }
  }

  private void readPackage(Value.Obj part) {
    id(part);
    var name = fields.text(part, "name");
    fields.text(part, "downloadLocation");
    var checksum = sha256(part);
    fields
        .optionalText(part, "packageFileName")
        .ifPresent(file -> list(file, checksum, part.place()));
    if (part.members().get("filesAnalyzed") instanceof Value.Bool(var analyzed, _)
        && !analyzed
        && part.members().containsKey("packageVerificationCode")) {
      fields.report(
          "a package whose files were not analyzed has no packageVerificationCode", part.place());
    }
    components.add(
        new SbomSummary.Component(
            name,
            fields.optionalText(part, "versionInfo").orElse(UNSAID),
            fields
                .optionalText(part, "licenseConcluded")
                .filter(licence -> !licence.equals(UNSAID))
                .or(() -> fields.optionalText(part, "licenseDeclared"))
                .orElse(UNSAID),
            packageUrl(part)));
  }

  private Optional<String> packageUrl(Value.Obj part) {
    Optional<String> found = Optional.empty();
    for (var reference : fields.objects(part, "externalRefs")) {
      fields.text(reference, "referenceCategory");
      var locator = fields.text(reference, "referenceLocator");
      if (fields.text(reference, "referenceType").equals("purl")) {
        found = Optional.of(locator);
      }
    }
    return found;
  }

  private void readFile(Value.Obj part) {
    id(part);
    var name = fields.text(part, "fileName");
    if (!(part.members().get("checksums") instanceof Value.Arr checksums)
        || checksums.items().isEmpty()) {
      fields.report("a file has to have checksums", placeOf(part, "checksums"));
      return;
    }
    list(name, sha256(part), part.place());
    if (!hasSha1(checksums)) {
      findings.add(
          new Problem(
              Code.SBOM_INVALID,
              "SPDX 2.3 wants a SHA1 of every file, and " + name + " has none",
              checksums.place().toString(),
              "add a SHA1 for tools that insist on it; XPS looks at the SHA256 alone"));
    }
  }

  private void list(String name, Optional<String> sha256, Place place) {
    listed.add(
        new SbomDocument.Listed(name.startsWith("./") ? name.substring(2) : name, sha256, place));
  }

  private static boolean hasSha1(Value.Arr checksums) {
    for (var checksum : checksums.items()) {
      if (checksum instanceof Value.Obj entry
          && entry.members().get("algorithm") instanceof Value.Str(var algorithm, _)
          && algorithm.equals("SHA1")) {
        return true;
      }
    }
    return false;
  }

  /**
   * The SHA256 among the checksums of a file or package; the others are only looked at for their
   * form.
   */
  private Optional<String> sha256(Value.Obj part) {
    Optional<String> found = Optional.empty();
    for (var checksum : fields.objects(part, "checksums")) {
      var algorithm = fields.text(checksum, "algorithm");
      var value = fields.text(checksum, "checksumValue");
      if (algorithm.equals("SHA256")) {
        if (Sha256.parse(value).isEmpty()) {
          fields.report("a SHA256 has 64 lowercase hex digits", placeOf(checksum, "checksumValue"));
        }
        if (found.isPresent() && !found.get().equals(value)) {
          fields.report("there are two different SHA256 for the same file", checksum.place());
        }
        found = Optional.of(value);
      }
    }
    return found;
  }

  private String id(Value.Obj part) {
    var id = fields.text(part, "SPDXID");
    if (!id.isEmpty() && !isId(id)) {
      fields.report(
          "an SPDXID is SPDXRef- and then letters, digits, dots and dashes",
          placeOf(part, "SPDXID"));
    } else if (!id.isEmpty() && !ids.add(id)) {
      fields.report("the SPDXID " + id + " stands here twice", placeOf(part, "SPDXID"));
    }
    return id;
  }

  private static boolean isId(String id) {
    if (!id.startsWith(ID_PREFIX) || id.length() == ID_PREFIX.length()) {
      return false;
    }
    for (int i = ID_PREFIX.length(); i < id.length(); i++) {
      char c = id.charAt(i);
      boolean fits =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '.'
              || c == '-';
      if (!fits) {
        return false;
      }
    }
    return true;
  }
}
