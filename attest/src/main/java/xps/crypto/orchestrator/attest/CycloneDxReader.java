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
import java.util.Set;
import java.util.regex.Pattern;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/**
 * Reads CycloneDX 1.4 to 1.6 JSON: what its schemas require of a document, its components, their
 * hashes and licences. A component of type file at the top is a file of the bundle; one inside
 * another is content of that.
 */
final class CycloneDxReader {
  private static final String REMEDY =
      "have a tool write the SBOM that keeps to CycloneDX 1.4, 1.5 or 1.6, in JSON";
  private static final Pattern SERIAL_NUMBER =
      Pattern.compile("urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern HASH =
      Pattern.compile(
          "[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64}|[0-9a-fA-F]{96}|[0-9a-fA-F]{128}");

  private final String file;
  private final SbomFields fields = new SbomFields(Code.SBOM_INVALID, REMEDY);
  private final Set<String> references = new HashSet<>();
  private final List<SbomDocument.Listed> listed = new ArrayList<>();
  private final List<SbomSummary.Component> components = new ArrayList<>();

  private CycloneDxReader(String file) {
    this.file = file;
  }

  static Outcome<SbomDocument> read(String file, Value.Obj document) {
    return new CycloneDxReader(file).document(document);
  }

  private Outcome<SbomDocument> document(Value.Obj document) {
    if (!fields.text(document, "bomFormat").equals("CycloneDX")) {
      fields.report("bomFormat has to be CycloneDX", placeOf(document, "bomFormat"));
    }
    var written = fields.text(document, "specVersion");
    var version = CycloneDxVersion.parse(written);
    if (version.isEmpty()) {
      return Outcome.refused(
          fields.problem(
              "specVersion has to be 1.4, 1.5 or 1.6", placeOf(document, "specVersion")));
    }
    var rules = version.get();
    unknown(document, rules.documentFields());
    serial(document, rules);
    var name = metadata(document, rules);
    topComponents(document, rules);
    references(document);
    int files = listed.size();
    var summary = new SbomSummary("CycloneDX-" + written, name, components, files);
    return Outcome.unless(fields.problems(), () -> new SbomDocument(file, listed, summary));
  }

  private void unknown(Value.Obj part, Set<String> known) {
    for (var name : part.members().keySet()) {
      if (!known.contains(name)) {
        fields.report("the standard has no " + name + " here", placeOf(part, name));
      }
    }
  }

  private void serial(Value.Obj document, CycloneDxVersion rules) {
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
  private String metadata(Value.Obj document, CycloneDxVersion rules) {
    var metadata = fields.optionalObject(document, "metadata");
    if (metadata.isEmpty()) {
      return UNSAID;
    }
    var timestamp = fields.optionalText(metadata.get(), "timestamp");
    if (timestamp.isPresent() && !isTime(timestamp.get())) {
      fields.report("timestamp has to be a time", placeOf(metadata.get(), "timestamp"));
    }
    var about = fields.optionalObject(metadata.get(), "component");
    about.ifPresent(component -> withContents(component, rules));
    return about.flatMap(component -> fields.optionalText(component, "name")).orElse(UNSAID);
  }

  private static boolean isTime(String text) {
    try {
      return OffsetDateTime.parse(text).getYear() > 0;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private void topComponents(Value.Obj document, CycloneDxVersion rules) {
    var seen = new HashSet<Bytes>();
    for (var component : fields.objects(document, "components")) {
      if (!seen.add(Canonical.bytes(component))) {
        fields.report("the very same component stands here twice", component.place());
      }
      withContents(component, rules);
      if (isFile(component)) {
        var name = fields.text(component, "name");
        listed.add(
            new SbomDocument.Listed(
                name.startsWith("./") ? name.substring(2) : name,
                sha256(component),
                component.place()));
      }
    }
  }

  private static boolean isFile(Value.Obj component) {
    return component.members().get("type") instanceof Value.Str(var type, _) && type.equals("file");
  }

  /** A component and all that are inside it. */
  private void withContents(Value.Obj outermost, CycloneDxVersion rules) {
    var open = new ArrayDeque<Value.Obj>(List.of(outermost));
    while (!open.isEmpty()) {
      var component = open.pop();
      component(component, rules);
      open.addAll(fields.objects(component, "components"));
    }
  }

  private void component(Value.Obj component, CycloneDxVersion rules) {
    unknown(component, rules.componentFields());
    var type = fields.text(component, "type");
    if (!type.isEmpty() && !rules.types().contains(type)) {
      fields.report("the standard has no component of type " + type, placeOf(component, "type"));
    }
    var name = fields.text(component, "name");
    var group = fields.optionalText(component, "group");
    reference(component);
    sha256(component);
    var licence = licence(component);
    if (!type.equals("file")) {
      components.add(
          new SbomSummary.Component(
              group.map(prefix -> prefix + "/" + name).orElse(name),
              fields.optionalText(component, "version").orElse(UNSAID),
              licence,
              fields.optionalText(component, "purl")));
    }
  }

  private void reference(Value.Obj part) {
    var reference = fields.optionalText(part, "bom-ref");
    if (reference.isPresent() && !references.add(reference.get())) {
      fields.report(
          "the bom-ref " + reference.get() + " stands here twice", placeOf(part, "bom-ref"));
    }
  }

  /** The SHA-256 among the hashes; the others are only looked at for their form. */
  private Optional<String> sha256(Value.Obj component) {
    Optional<String> found = Optional.empty();
    for (var hash : fields.objects(component, "hashes")) {
      var algorithm = fields.text(hash, "alg");
      var content = fields.text(hash, "content").toLowerCase(Locale.ROOT);
      if (!CycloneDxVersion.HASH_ALGORITHMS.contains(algorithm)) {
        fields.report("the standard has no hash " + algorithm, placeOf(hash, "alg"));
      } else if (!HASH.matcher(content).matches()
          || (algorithm.equals("SHA-256") && Sha256.parse(content).isEmpty())) {
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
  private String licence(Value.Obj component) {
    var all = new ArrayList<String>();
    for (var choice : fields.objects(component, "licenses")) {
      var expression = fields.optionalText(choice, "expression");
      var licence = fields.optionalObject(choice, "license");
      var id = licence.flatMap(named -> fields.optionalText(named, "id"));
      var name = licence.flatMap(named -> fields.optionalText(named, "name"));
      if (expression.isPresent() == licence.isPresent()
          || (licence.isPresent() && id.isPresent() == name.isPresent())) {
        fields.report(
            "a licence is an expression, or a license with either an id or a name", choice.place());
      }
      expression.or(() -> id).or(() -> name).ifPresent(all::add);
    }
    return all.isEmpty() ? UNSAID : String.join(" AND ", all);
  }

  private void references(Value.Obj document) {
    for (var service : fields.objects(document, "services")) {
      fields.text(service, "name");
      reference(service);
    }
    for (var dependency : fields.objects(document, "dependencies")) {
      fields.text(dependency, "ref");
      fields.texts(dependency, "dependsOn");
    }
  }
}
