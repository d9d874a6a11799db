package xps.crypto.orchestrator.attest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Json;
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

  private static final String UNSAID = "NOASSERTION";
  private static final String REMEDY = "have a tool write the SBOM that keeps to SPDX 2.3, in JSON";

  private final String file;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Problem> findings = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();
  private final List<SpdxDocument.Listed> listed = new ArrayList<>();
  private final List<SbomSummary.Component> components = new ArrayList<>();

  private SpdxReader(String file) {
    this.file = file;
  }

  /** The document, with its smaller flaws as findings. */
  static Outcome<SpdxDocument> read(String file, byte[] text) {
    var limits = new Json.Limits(SbomCheck.MOST_BYTES, Json.Limits.DOCUMENT.maxDepth(), true);
    return Json.parse(file, text, Code.SBOM_INVALID, limits)
        .flatMap(value -> new SpdxReader(file).document(value));
  }

  private Outcome<SpdxDocument> document(Value value) {
    if (!(value instanceof Value.Obj document)) {
      return Outcome.refused(invalid("an SBOM is an object", value.place()));
    }
    if (document.members().get("bomFormat") instanceof Value.Str(var format, var place)) {
      return Outcome.refused(
          invalid("reading " + format + " comes with a later version; this one reads SPDX", place));
    }
    if (!text(document, "spdxVersion").equals(VERSION)) {
      return Outcome.refused(
          invalid("spdxVersion has to be " + VERSION, placeOf(document, "spdxVersion")));
    }
    if (!text(document, "dataLicense").equals("CC0-1.0")) {
      report("dataLicense has to be CC0-1.0", placeOf(document, "dataLicense"));
    }
    if (!id(document).equals("SPDXRef-DOCUMENT")) {
      report("the SPDXID of the document has to be SPDXRef-DOCUMENT", placeOf(document, "SPDXID"));
    }
    var name = text(document, "name");
    namespace(document);
    creation(document);
    for (var part : objects(document, "packages")) {
      readPackage(part);
    }
    int files = 0;
    for (var part : objects(document, "files")) {
      readFile(part);
      files++;
    }
    for (var part : objects(document, "snippets")) {
      id(part);
      text(part, "snippetFromFile");
    }
    for (var relationship : objects(document, "relationships")) {
      text(relationship, "spdxElementId");
      text(relationship, "relatedSpdxElement");
      text(relationship, "relationshipType");
    }
    for (var licence : objects(document, "hasExtractedLicensingInfos")) {
      text(licence, "licenseId");
      text(licence, "extractedText");
    }
    var summary = new SbomSummary(VERSION, name, components, files);
    return problems.isEmpty()
        ? Outcome.ok(new SpdxDocument(file, listed, summary), findings)
        : Outcome.refused(problems);
  }

  private void namespace(Value.Obj document) {
    var namespace = text(document, "documentNamespace");
    if (!namespace.isEmpty() && (namespace.indexOf(':') <= 0 || namespace.indexOf('#') >= 0)) {
      report(
          "documentNamespace has to be an absolute URI without #",
          placeOf(document, "documentNamespace"));
    }
  }

  private void creation(Value.Obj document) {
    if (!(document.members().get("creationInfo") instanceof Value.Obj info)) {
      report("creationInfo is missing", placeOf(document, "creationInfo"));
      return;
    }
    var created = text(info, "created");
    if (!created.isEmpty() && Grammar.time(created).isEmpty()) {
      report("created has to be a time as 2026-01-31T12:00:00Z", placeOf(info, "created"));
    }
    if (!(info.members().get("creators") instanceof Value.Arr creators)
        || creators.items().isEmpty()) {
      report("creators is missing or empty", placeOf(info, "creators"));
      return;
    }
    for (var creator : creators.items()) {
      if (!(creator instanceof Value.Str(var who, _)) || !isCreator(who)) {
        report("a creator begins with Tool:, Person: or Organization:", creator.place());
      }
    }
  }

  private static boolean isCreator(String who) {
    return who.startsWith("Tool: ")
        || who.startsWith("Person: ")
        || who.startsWith("Organization: ");
  }

  private void readPackage(Value.Obj part) {
    id(part);
    var name = text(part, "name");
    text(part, "downloadLocation");
    var checksum = sha256(part);
    optionalText(part, "packageFileName").ifPresent(file -> list(file, checksum, part.place()));
    components.add(
        new SbomSummary.Component(
            name,
            optionalText(part, "versionInfo").orElse(UNSAID),
            optionalText(part, "licenseConcluded")
                .filter(licence -> !licence.equals(UNSAID))
                .or(() -> optionalText(part, "licenseDeclared"))
                .orElse(UNSAID)));
  }

  private void readFile(Value.Obj part) {
    id(part);
    var name = text(part, "fileName");
    if (!(part.members().get("checksums") instanceof Value.Arr checksums)
        || checksums.items().isEmpty()) {
      report("a file has to have checksums", placeOf(part, "checksums"));
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
        new SpdxDocument.Listed(name.startsWith("./") ? name.substring(2) : name, sha256, place));
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
    for (var checksum : objects(part, "checksums")) {
      var algorithm = text(checksum, "algorithm");
      var value = text(checksum, "checksumValue");
      if (algorithm.equals("SHA256")) {
        if (Sha256.parse(value).isEmpty()) {
          report("a SHA256 has 64 lowercase hex digits", placeOf(checksum, "checksumValue"));
        }
        if (found.isPresent() && !found.get().equals(value)) {
          report("there are two different SHA256 for the same file", checksum.place());
        }
        found = Optional.of(value);
      }
    }
    return found;
  }

  private String id(Value.Obj part) {
    var id = text(part, "SPDXID");
    if (!id.isEmpty() && !isId(id)) {
      report(
          "an SPDXID is SPDXRef- and then letters, digits, dots and dashes",
          placeOf(part, "SPDXID"));
    } else if (!id.isEmpty() && !ids.add(id)) {
      report("the SPDXID " + id + " stands here twice", placeOf(part, "SPDXID"));
    }
    return id;
  }

  private static boolean isId(String id) {
    var prefix = "SPDXRef-";
    if (!id.startsWith(prefix) || id.length() == prefix.length()) {
      return false;
    }
    for (int i = prefix.length(); i < id.length(); i++) {
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

  /**
   * A required text; where it is missing or something else that is reported, and an empty text goes
   * on.
   */
  private String text(Value.Obj part, String name) {
    if (part.members().get(name) instanceof Value.Str(var text, _) && !text.isEmpty()) {
      return text;
    }
    report(name + " is missing or not a text", placeOf(part, name));
    return "";
  }

  private static Optional<String> optionalText(Value.Obj part, String name) {
    return part.members().get(name) instanceof Value.Str(var text, _) && !text.isEmpty()
        ? Optional.of(text)
        : Optional.empty();
  }

  private List<Value.Obj> objects(Value.Obj part, String name) {
    var value = part.members().get(name);
    var objects = new ArrayList<Value.Obj>();
    if (value == null) {
      return objects;
    }
    if (!(value instanceof Value.Arr array)) {
      report(name + " has to be a list", value.place());
      return objects;
    }
    for (var item : array.items()) {
      if (item instanceof Value.Obj object) {
        objects.add(object);
      } else {
        report("every entry of " + name + " has to be an object", item.place());
      }
    }
    return objects;
  }

  private static Place placeOf(Value.Obj part, String name) {
    var value = part.members().get(name);
    return value == null ? part.place() : value.place();
  }

  private void report(String message, Place place) {
    problems.add(invalid(message, place));
  }

  private static Problem invalid(String message, Place place) {
    return new Problem(Code.SBOM_INVALID, message, place.toString(), REMEDY);
  }
}
