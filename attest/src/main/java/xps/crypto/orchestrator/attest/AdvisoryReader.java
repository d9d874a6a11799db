package xps.crypto.orchestrator.attest;

import static xps.crypto.orchestrator.attest.SbomFields.placeOf;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.SemVer;
import xps.crypto.orchestrator.document.Value;

/**
 * Reads OSV JSON: one advisory, a list of them, or the answer of an OSV service, whose list is
 * called {@code vulns}. What an advisory needs to be compared with a component has to be there and
 * of the right form; the rest is for people.
 */
final class AdvisoryReader {
  /** As much as a careful choice of advisories needs, and no database. */
  static final int MOST_BYTES = 16 * 1024 * 1024;

  private static final Json.Limits LIMITS =
      new Json.Limits(MOST_BYTES, Json.Limits.DOCUMENT.maxDepth(), true);
  private static final String REMEDY =
      "hand in advisories as OSV exports them (schema 1.x, in JSON)";

  private final SbomFields fields = new SbomFields(Code.ADVISORIES_INVALID, REMEDY);
  private final List<Problem> findings = new ArrayList<>();

  private AdvisoryReader() {}

  /** The advisories that hold; findings name what can't be compared with anything. */
  static Outcome<List<Advisory>> read(String file, byte[] text) {
    return Json.parse(file, text, Code.ADVISORIES_INVALID, LIMITS)
        .flatMap(value -> new AdvisoryReader().document(value));
  }

  private Outcome<List<Advisory>> document(Value value) {
    var advisories = new ArrayList<Advisory>();
    var ids = new HashSet<String>();
    for (var entry : entries(value)) {
      var id = fields.text(entry, "id");
      if (!id.isEmpty() && !ids.add(id)) {
        fields.report("the advisory " + id + " stands here twice", placeOf(entry, "id"));
      }
      fields.text(entry, "modified");
      if (fields.optionalText(entry, "withdrawn").isEmpty()) {
        advisories.add(advisory(id, entry));
      }
    }
    return fields.problems().isEmpty()
        ? Outcome.ok(List.copyOf(advisories), findings)
        : Outcome.refused(fields.problems());
  }

  private List<Value.Obj> entries(Value value) {
    return switch (value) {
      case Value.Obj object when object.members().containsKey("vulns") ->
          fields.objects(object, "vulns");
      case Value.Obj object -> List.of(object);
      case Value.Arr(var items, _) -> objects(items);
      default -> {
        fields.report("advisories are an object or a list of objects", value.place());
        yield List.of();
      }
    };
  }

  private List<Value.Obj> objects(List<Value> items) {
    var objects = new ArrayList<Value.Obj>();
    for (var item : items) {
      if (item instanceof Value.Obj object) {
        objects.add(object);
      } else {
        fields.report("an advisory is an object", item.place());
      }
    }
    return objects;
  }

  private Advisory advisory(String id, Value.Obj entry) {
    var affected = new ArrayList<AffectedPackage>();
    for (var part : fields.objects(entry, "affected")) {
      var named = fields.optionalObject(part, "package");
      if (named.isPresent()) {
        affected.add(affected(named.get(), part));
      }
    }
    if (affected.isEmpty()) {
      findings.add(
          fields.problem(
              "the advisory " + id + " names no package, so that it matches no component",
              entry.place()));
    }
    return new Advisory(id, fields.optionalText(entry, "summary").orElse(""), affected);
  }

  private AffectedPackage affected(Value.Obj named, Value.Obj part) {
    var ranges = new ArrayList<SemVerRange>();
    int foreign = 0;
    for (var range : fields.objects(part, "ranges")) {
      var type = fields.text(range, "type");
      if (type.equals("SEMVER")) {
        ranges.add(range(range));
      } else {
        foreign++;
      }
    }
    return new AffectedPackage(
        fields.text(named, "ecosystem"),
        fields.text(named, "name"),
        fields.optionalText(named, "purl").flatMap(PackageUrl::parse),
        new HashSet<>(fields.texts(part, "versions")),
        ranges,
        foreign);
  }

  private SemVerRange range(Value.Obj range) {
    var events = new ArrayList<SemVerRange.Event>();
    boolean begins = false;
    for (var entry : fields.objects(range, "events")) {
      var event = event(entry);
      event.ifPresent(events::add);
      begins |= event.isPresent() && event.get().kind() == SemVerRange.Kind.INTRODUCED;
    }
    if (!begins) {
      fields.report("a range has to have an introduced", range.place());
    }
    return new SemVerRange(events);
  }

  private Optional<SemVerRange.Event> event(Value.Obj entry) {
    if (entry.members().size() != 1) {
      fields.report(
          "an event is exactly one of introduced, fixed, last_affected and limit", entry.place());
      return Optional.empty();
    }
    var name = entry.members().keySet().iterator().next();
    var text = fields.text(entry, name);
    var kind = kind(name);
    var version = SemVer.parse(text);
    if (kind.isEmpty()) {
      fields.report("there is no event " + name, entry.place());
      return Optional.empty();
    }
    if (kind.get() == SemVerRange.Kind.LIMIT && text.equals("*")) {
      return Optional.empty(); // no limit at all
    }
    boolean fromTheBeginning = kind.get() == SemVerRange.Kind.INTRODUCED && text.equals("0");
    if (version.isEmpty() && !fromTheBeginning) {
      fields.report(text + " is no semantic version", entry.place());
    }
    return Optional.of(new SemVerRange.Event(kind.get(), version));
  }

  private static Optional<SemVerRange.Kind> kind(String name) {
    return switch (name) {
      case "introduced" -> Optional.of(SemVerRange.Kind.INTRODUCED);
      case "fixed" -> Optional.of(SemVerRange.Kind.FIXED);
      case "last_affected" -> Optional.of(SemVerRange.Kind.LAST_AFFECTED);
      case "limit" -> Optional.of(SemVerRange.Kind.LIMIT);
      default -> Optional.empty();
    };
  }
}
