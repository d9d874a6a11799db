package xps.crypto.orchestrator.attest;

import static xps.crypto.orchestrator.attest.SbomFields.UNSAID;
import static xps.crypto.orchestrator.attest.SbomFields.placeOf;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Value;

/**
 * Reads CycloneDX 1.4 to 1.6 JSON: what its schemas require of a document, its components, their
 * hashes, licences and package URLs, and of what depends on what.
 *
 * <p>Not checked: whether a licence's id is on the SPDX list, and what is in members that say
 * nothing about files, components or licences: services, vulnerabilities, evidence and the like.
 */
final class CycloneDxReader {
  private static final String REMEDY =
      "have a tool write the SBOM that keeps to CycloneDX 1.4, 1.5 or 1.6, in JSON";
  private static final Pattern SERIAL_NUMBER =
      Pattern.compile("urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final HashForm HASHES = CycloneDxVersion.HASHES;

  private final String file;
  private final Value.Obj document;
  private final CycloneDxVersion rules;
  private final SbomFields fields;
  private final List<SbomDocument.Listed> listed = new ArrayList<>();
  private final List<SbomSummary.Component> components = new ArrayList<>();

  private CycloneDxReader(
      String file, Value.Obj document, CycloneDxVersion rules, SbomFields fields) {
    this.file = file;
    this.document = document;
    this.rules = rules;
    this.fields = fields;
  }

  static Outcome<SbomDocument> read(String file, Value.Obj document) {
    var fields = new SbomFields(Code.SBOM_INVALID, REMEDY);
    if (!fields.text(document, "bomFormat").equals("CycloneDX")) {
      fields.report("bomFormat has to be CycloneDX", placeOf(document, "bomFormat"));
    }
    var written = fields.text(document, "specVersion");
    var version = CycloneDxVersion.parse(written);
    return version.isPresent()
        ? new CycloneDxReader(file, document, version.get(), fields).read(written)
        : Outcome.refused(
            fields.problem(
                "specVersion has to be 1.4, 1.5 or 1.6", placeOf(document, "specVersion")));
  }

  private Outcome<SbomDocument> read(String version) {
    fields.onlyHas(document, rules.documentFields());
    serial();
    var name = metadata();
    for (var component : distinct(document)) {
      withContents(component, true);
    }
    new CycloneDxReferences(document, rules, fields).check();
    int files = listed.size();
    var summary = new SbomSummary("CycloneDX-" + version, name, components, files);
    return Outcome.unless(fields.problems(), () -> new SbomDocument(file, listed, summary));
  }

  private void serial() {
    var serial = fields.optionalText(document, "serialNumber");
    if (serial.isPresent() && !SERIAL_NUMBER.matcher(serial.get()).matches()) {
      fields.report(
          "serialNumber has to be urn:uuid: and a UUID", placeOf(document, "serialNumber"));
    }
    var version = document.members().get("version");
    boolean fits =
        version == null
            ? !rules.needsVersion()
            : version instanceof Value.Int(var number, _) && number >= 1;
    if (!fits) {
      fields.report("version has to be a number from 1 on", placeOf(document, "version"));
    }
  }

  /** The name of what the document is about. */
  private String metadata() {
    var metadata = fields.optionalObject(document, "metadata");
    if (metadata.isEmpty()) {
      return UNSAID;
    }
    var timestamp = fields.optionalText(metadata.get(), "timestamp");
    if (timestamp.isPresent() && !isTime(timestamp.get())) {
      fields.report("timestamp has to be a time", placeOf(metadata.get(), "timestamp"));
    }
    licence(metadata.get());
    var about = fields.optionalObject(metadata.get(), "component");
    about.ifPresent(component -> withContents(component, false));
    return about.flatMap(component -> fields.optionalText(component, "name")).orElse(UNSAID);
  }

  private static boolean isTime(String text) {
    try {
      return OffsetDateTime.parse(text).getYear() > 0;
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** The components that a document or a component has in it, no two of them the same. */
  private List<Value.Obj> distinct(Value.Obj owner) {
    var inside = fields.objects(owner, "components");
    var seen = new HashSet<Bytes>();
    for (var component : inside) {
      if (!seen.add(Canonical.bytes(component))) {
        fields.report("the very same component stands here twice", component.place());
      }
    }
    return inside;
  }

  /**
   * A component that is yet to be read.
   *
   * @param archives the file that it is in, if it is in any
   * @param lists whether it lists a file, where it is one
   */
  private record Open(Value.Obj component, List<String> archives, boolean lists) {}

  /** A component and all that are inside it, and inside those. */
  private void withContents(Value.Obj outermost, boolean listsIt) {
    var open = new ArrayDeque<Open>(List.of(new Open(outermost, List.of(), listsIt)));
    while (!open.isEmpty()) {
      var next = open.pop();
      var component = next.component();
      var sha256 = sha256(component);
      component(component);
      var within = next.archives();
      if (isFile(component)) {
        var name = SbomDocument.Listed.bare(fields.text(component, "name"));
        if (next.lists()) {
          listed.add(new SbomDocument.Listed(name, sha256, component.place(), next.archives()));
        }
        within = within.isEmpty() ? List.of(name) : within;
      }
      for (var inside : distinct(component)) {
        open.add(new Open(inside, within, true));
      }
    }
  }

  private static boolean isFile(Value.Obj component) {
    return component.members().get("type") instanceof Value.Str(var type, _) && type.equals("file");
  }

  private void component(Value.Obj component) {
    fields.onlyHas(component, rules.componentFields());
    var type = fields.text(component, "type");
    if (!type.isEmpty() && !rules.types().contains(type)) {
      fields.report("the standard has no component of type " + type, placeOf(component, "type"));
    }
    var scope = fields.optionalText(component, "scope");
    if (scope.isPresent() && !CycloneDxVersion.SCOPES.contains(scope.get())) {
      fields.report("the standard has no scope " + scope.get(), placeOf(component, "scope"));
    }
    var name = fields.text(component, "name");
    var group = fields.optionalText(component, "group");
    var licence = licence(component);
    var url = fields.optionalText(component, "purl");
    if (url.isPresent() && PackageUrl.parse(url.get()).isEmpty()) {
      fields.report(url.get() + " is no package URL", placeOf(component, "purl"));
    }
    if (!type.equals("file")) {
      components.add(
          new SbomSummary.Component(
              group.map(prefix -> prefix + "/" + name).orElse(name),
              fields.optionalText(component, "version").orElse(UNSAID),
              licence,
              url.map(List::of).orElse(List.of())));
    }
  }

  /** The SHA-256 among the hashes; the others are only looked at for their form. */
  private Optional<String> sha256(Value.Obj component) {
    Optional<String> found = Optional.empty();
    for (var hash : fields.objects(component, "hashes")) {
      fields.onlyHas(hash, CycloneDxVersion.HASH_FIELDS);
      var algorithm = fields.text(hash, "alg");
      var content = fields.text(hash, "content").toLowerCase(Locale.ROOT);
      if (!algorithm.isEmpty() && !HASHES.knows(algorithm)) {
        fields.report("the standard has no hash " + algorithm, placeOf(hash, "alg"));
      } else if (HASHES.knows(algorithm) && !HASHES.fits(algorithm, content)) {
        fields.report("this is no " + algorithm, placeOf(hash, "content"));
      } else if (algorithm.equals("SHA-256")) {
        if (found.isPresent() && !found.get().equals(content)) {
          fields.report("there are two different SHA-256 for the same file", hash.place());
        }
        found = Optional.of(content);
      }
    }
    return found;
  }

  /** Every licence of a component, as one expression. */
  private String licence(Value.Obj part) {
    var choices = fields.objects(part, "licenses");
    var all = new ArrayList<String>();
    for (var choice : choices) {
      fields.onlyHas(choice, rules.choiceFields());
      var expression = fields.optionalText(choice, "expression");
      var licence = fields.optionalObject(choice, "license");
      if (expression.isPresent() == licence.isPresent()) {
        fields.report("this has to have either a license or an expression", choice.place());
      } else if (expression.isPresent()) {
        expression(choice, expression.get(), choices.size());
      }
      expression.or(() -> licence.flatMap(this::named)).ifPresent(all::add);
    }
    return all.isEmpty() ? UNSAID : String.join(" AND ", all);
  }

  /** So it stands in the schemas of 1.5 and 1.6, and in that of 1.4 in XML. */
  private void expression(Value.Obj choice, String text, int choices) {
    if (choices > 1) {
      fields.report("an expression stands alone, without other licences", choice.place());
    }
    if (LicenceExpression.parse(text).isEmpty()) {
      fields.report(text + " is no licence expression", placeOf(choice, "expression"));
    }
  }

  private Optional<String> named(Value.Obj licence) {
    fields.onlyHas(licence, rules.licenceFields());
    var id = fields.optionalText(licence, "id");
    var name = fields.optionalText(licence, "name");
    if (id.isPresent() == name.isPresent()) {
      fields.report("a license has either an id or a name", licence.place());
    }
    if (id.isPresent() && !LicenceExpression.isId(id.get())) {
      fields.report(id.get() + " can't be an id of the SPDX list", placeOf(licence, "id"));
    }
    return id.or(() -> name);
  }
}
