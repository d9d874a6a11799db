package xps.crypto.orchestrator.attest;

import static xps.crypto.orchestrator.attest.SbomFields.UNSAID;
import static xps.crypto.orchestrator.attest.SbomFields.placeOf;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/**
 * Reads SPDX 2.3 JSON. First its form, by {@link SpdxSchema}; then what the standard's text
 * requires beyond that: ids, references, checksums, licences, package URLs. A file without a SHA1,
 * which SPDX wants and nobody should need, is a finding.
 *
 * <p>Not checked: whether a licence is on the SPDX list, whether a packageVerificationCode is right
 * (what is in the patch has digests of its own), and the wording of dates, agents and addresses.
 */
final class SpdxReader {
  static final String VERSION = "SPDX-2.3";

  private static final String REMEDY = "have a tool write the SBOM that keeps to SPDX 2.3, in JSON";
  private static final HashForm HASHES = SpdxSchema.HASHES;

  /** What the type of a package URL is called, short or in full. */
  private static final Set<String> URL_TYPES =
      Set.of("purl", "http://spdx.org/rdf/references/purl");

  /** A package verification code is a SHA-1. */
  private static final String CODE_HASH = "SHA1";

  private final String file;
  private final Value.Obj document;
  private final SbomFields fields;
  private final SpdxElements elements;
  private final SpdxContents contents;
  private final SpdxLicences licences;
  private final List<Problem> findings = new ArrayList<>();
  private final List<SbomDocument.Listed> listed = new ArrayList<>();
  private final List<SbomSummary.Component> components = new ArrayList<>();

  /** For a document of the right form. */
  private SpdxReader(String file, Value.Obj document, SbomFields fields) {
    this.file = file;
    this.document = document;
    this.fields = fields;
    elements = new SpdxElements(document, fields);
    contents = new SpdxContents(document, fields, elements);
    licences = new SpdxLicences(document, fields, elements);
  }

  /** The document, with its smaller flaws as findings. */
  static Outcome<SbomDocument> read(String file, Value.Obj document) {
    var fields = new SbomFields(Code.SBOM_INVALID, REMEDY);
    if (!fields.text(document, "spdxVersion").equals(VERSION)) {
      return Outcome.refused(
          fields.problem("spdxVersion has to be " + VERSION, placeOf(document, "spdxVersion")));
    }
    JsonForm.check(document, SpdxSchema.DOCUMENT, fields);
    return fields.problems().isEmpty()
        ? new SpdxReader(file, document, fields).read()
        : Outcome.refused(fields.problems());
  }

  private Outcome<SbomDocument> read() {
    head();
    for (var other : fields.objects(document, "externalDocumentRefs")) {
      fields.optionalObject(other, "checksum").ifPresent(this::checksum);
    }
    fields.objects(document, "packages").forEach(this::readPackage);
    var files = fields.objects(document, "files");
    files.forEach(this::readFile);
    fields.objects(document, "snippets").forEach(this::readSnippet);
    for (var relationship : fields.objects(document, "relationships")) {
      elements.refersToAny(relationship, "spdxElementId");
      elements.refersToAnyOrNone(relationship, "relatedSpdxElement");
    }
    elements.referToDescribed(document, "documentDescribes");
    var name = fields.text(document, "name");
    var summary = new SbomSummary(VERSION, name, components, files.size());
    return fields.problems().isEmpty()
        ? Outcome.ok(new SbomDocument(file, listed, summary), findings)
        : Outcome.refused(fields.problems());
  }

  private void head() {
    if (!fields.text(document, "dataLicense").equals("CC0-1.0")) {
      fields.report("dataLicense has to be CC0-1.0", placeOf(document, "dataLicense"));
    }
    if (!fields.text(document, "SPDXID").equals("SPDXRef-DOCUMENT")) {
      fields.report(
          "the SPDXID of the document has to be SPDXRef-DOCUMENT", placeOf(document, "SPDXID"));
    }
    var namespace = fields.text(document, "documentNamespace");
    if (!namespace.isEmpty() && (namespace.indexOf(':') <= 0 || namespace.indexOf('#') >= 0)) {
      fields.report(
          "documentNamespace has to be an absolute URI without #",
          placeOf(document, "documentNamespace"));
    }
    fields.optionalObject(document, "creationInfo").ifPresent(this::creation);
  }

  private void creation(Value.Obj info) {
    var created = fields.text(info, "created");
    if (!created.isEmpty() && Grammar.time(created).isEmpty()) {
      fields.report("created has to be a time as 2026-01-31T12:00:00Z", placeOf(info, "created"));
    }
    for (var creator : fields.placedTexts(info, "creators")) {
      if (!isCreator(creator.text())) {
        fields.report("a creator begins with Tool:, Person: or Organization:", creator.place());
      }
    }
  }

  private static boolean isCreator(String who) {
    return who.startsWith("Tool: ")
        || who.startsWith("Person: ")
        || who.startsWith("Organization: ");
  }

  private void readPackage(Value.Obj part) {
    var id = fields.text(part, "SPDXID");
    var name = fields.text(part, "name");
    fields.text(part, "downloadLocation");
    var checksum = sha256(part);
    fields
        .optionalText(part, "packageFileName")
        .ifPresent(archive -> list(id, archive, checksum, part));
    elements.referToFiles(part, "hasFiles");
    analysis(part, contents.hasFiles(id));
    licences.check(part, "licenseConcluded", "licenseDeclared");
    licences.checkEach(part, "licenseInfoFromFiles");
    components.add(
        new SbomSummary.Component(
            name,
            fields.optionalText(part, "versionInfo").orElse(UNSAID),
            fields
                .optionalText(part, "licenseConcluded")
                .filter(licence -> !licence.equals(UNSAID))
                .or(() -> fields.optionalText(part, "licenseDeclared"))
                .orElse(UNSAID),
            packageUrls(part)));
  }

  /** SPDX 2.3, 7.8 and 7.9: files and the code over them are there where they were analyzed. */
  private void analysis(Value.Obj part, boolean hasFiles) {
    boolean analyzed =
        !(part.members().get("filesAnalyzed") instanceof Value.Bool(var said, _)) || said;
    var code = fields.optionalObject(part, "packageVerificationCode");
    if (!analyzed && hasFiles) {
      fields.report("a package whose files were not analyzed has no files", part.place());
    }
    if (!analyzed && code.isPresent()) {
      fields.report(
          "a package whose files were not analyzed has no packageVerificationCode", part.place());
    }
    if (analyzed && hasFiles && code.isEmpty()) {
      fields.report(
          "a package with files that were analyzed needs a packageVerificationCode", part.place());
    }
    code.ifPresent(object -> {
      var value = fields.text(object, "packageVerificationCodeValue");
      if (!isHash(CODE_HASH, value)) {
        fields.report("a packageVerificationCode has 40 lowercase hex digits", object.place());
      }
    });
  }

  private List<String> packageUrls(Value.Obj part) {
    var urls = new ArrayList<String>();
    for (var reference : fields.objects(part, "externalRefs")) {
      var locator = fields.text(reference, "referenceLocator");
      if (URL_TYPES.contains(fields.text(reference, "referenceType"))) {
        if (PackageUrl.parse(locator).isEmpty()) {
          fields.report(locator + " is no package URL", placeOf(reference, "referenceLocator"));
        }
        urls.add(locator);
      }
    }
    return urls;
  }

  private void readFile(Value.Obj part) {
    var name = fields.text(part, "fileName");
    list(fields.text(part, "SPDXID"), name, sha256(part), part);
    elements.referToFiles(part, "fileDependencies");
    licences.check(part, "licenseConcluded");
    licences.checkEach(part, "licenseInfoInFiles");
    if (fields.objects(part, "checksums").stream()
        .noneMatch(checksum -> fields.text(checksum, "algorithm").equals("SHA1"))) {
      findings.add(
          new Problem(
              Code.SBOM_INVALID,
              "SPDX 2.3 wants a SHA1 of every file, and " + name + " has none",
              placeOf(part, "checksums").toString(),
              "add a SHA1 for tools that insist on it; XPS looks at the SHA256 alone"));
    }
  }

  private void list(String id, String name, Optional<String> sha256, Value.Obj part) {
    listed.add(
        new SbomDocument.Listed(
            SbomDocument.Listed.bare(name), sha256, part.place(), contents.archivesOf(id)));
  }

  private void readSnippet(Value.Obj part) {
    elements.refersToFile(part, "snippetFromFile");
    for (var range : fields.objects(part, "ranges")) {
      for (var end : List.of("startPointer", "endPointer")) {
        fields
            .optionalObject(range, end)
            .ifPresent(pointer -> elements.refersToFile(pointer, "reference"));
      }
    }
    licences.check(part, "licenseConcluded");
    licences.checkEach(part, "licenseInfoInSnippets");
  }

  /** The SHA256 among the checksums of a file or package; of the others only the form counts. */
  private Optional<String> sha256(Value.Obj part) {
    Optional<String> found = Optional.empty();
    for (var checksum : fields.objects(part, "checksums")) {
      if (checksum(checksum) && fields.text(checksum, "algorithm").equals("SHA256")) {
        var value = fields.text(checksum, "checksumValue");
        if (found.isPresent() && !found.get().equals(value)) {
          fields.report("there are two different SHA256 for the same file", checksum.place());
        }
        found = Optional.of(value);
      }
    }
    return found;
  }

  /** Whether the value of a checksum can be one of its algorithm; if not, that is reported. */
  private boolean checksum(Value.Obj checksum) {
    var algorithm = fields.text(checksum, "algorithm");
    if (!HASHES.knows(algorithm)) {
      fields.report(
          "SPDX 2.3 has no checksum algorithm " + algorithm, placeOf(checksum, "algorithm"));
      return false;
    }
    if (!isHash(algorithm, fields.text(checksum, "checksumValue"))) {
      fields.report(
          "this is no " + algorithm + " in lowercase hex digits",
          placeOf(checksum, "checksumValue"));
      return false;
    }
    return true;
  }

  private static boolean isHash(String algorithm, String value) {
    return HASHES.fits(algorithm, value) && value.equals(value.toLowerCase(Locale.ROOT));
  }
}
