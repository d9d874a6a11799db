package xps.crypto.orchestrator.attest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Place;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/**
 * Reads the fields of a document that others have defined: what is asked for has to be there and of
 * its form, and what isn't asked for is others' business.
 */
final class SbomFields {
  /** What a component says of itself where it says nothing, as in SPDX. */
  static final String UNSAID = "NOASSERTION";

  private static final int MOST_CHARACTERS = 400;

  private final Code invalid;
  private final String remedy;
  private final List<Problem> problems = new ArrayList<>();

  SbomFields(Code invalid, String remedy) {
    this.invalid = invalid;
    this.remedy = remedy;
  }

  List<Problem> problems() {
    return problems;
  }

  /**
   * A required text; where it is missing or something else that is reported, and an empty text goes
   * on.
   */
  String text(Value.Obj part, String name) {
    if (part.members().get(name) instanceof Value.Str(var text, _) && !text.isEmpty()) {
      return text;
    }
    report(name + " is missing or not a text", placeOf(part, name));
    return "";
  }

  /** A text that may be missing, but is nothing else. */
  Optional<String> optionalText(Value.Obj part, String name) {
    return switch (part.members().get(name)) {
      case null -> Optional.empty();
      case Value.Str(var text, _) -> Optional.of(text).filter(said -> !said.isEmpty());
      case Value other -> {
        report(name + " is not a text", other.place());
        yield Optional.empty();
      }
    };
  }

  /** An object that may be missing, but is nothing else. */
  Optional<Value.Obj> optionalObject(Value.Obj part, String name) {
    return switch (part.members().get(name)) {
      case null -> Optional.empty();
      case Value.Obj object -> Optional.of(object);
      case Value other -> {
        report(name + " is not an object", other.place());
        yield Optional.empty();
      }
    };
  }

  /** The texts of a list that may be missing. */
  List<String> texts(Value.Obj part, String name) {
    return placedTexts(part, name).stream().map(Value.Str::text).toList();
  }

  /** The same, each with its place. */
  List<Value.Str> placedTexts(Value.Obj part, String name) {
    var texts = new ArrayList<Value.Str>();
    for (var item : items(part, name)) {
      if (item instanceof Value.Str text) {
        texts.add(text);
      } else {
        report("every entry of " + name + " has to be a text", item.place());
      }
    }
    return texts;
  }

  /** The objects of a list that may be missing. */
  List<Value.Obj> objects(Value.Obj part, String name) {
    var objects = new ArrayList<Value.Obj>();
    for (var item : items(part, name)) {
      if (item instanceof Value.Obj object) {
        objects.add(object);
      } else {
        report("every entry of " + name + " has to be an object", item.place());
      }
    }
    return objects;
  }

  private List<Value> items(Value.Obj part, String name) {
    return switch (part.members().get(name)) {
      case null -> List.of();
      case Value.Arr array -> array.items();
      case Value other -> {
        report(name + " has to be a list", other.place());
        yield List.of();
      }
    };
  }

  /** Reports every member that the standard doesn't have there. */
  void onlyHas(Value.Obj part, Set<String> known) {
    for (var name : part.members().keySet()) {
      if (!known.contains(name)) {
        report("the standard has no " + name + " here", placeOf(part, name));
      }
    }
  }

  /** Where a member stands, or else the object that should have it. */
  static Place placeOf(Value.Obj part, String name) {
    var value = part.members().get(name);
    return value == null ? part.place() : value.place();
  }

  void report(String message, Place place) {
    problems.add(problem(message, place));
  }

  Problem problem(String message, Place place) {
    return new Problem(invalid, shortened(message), place.toString(), remedy);
  }

  /** A message quotes what somebody wrote, however long that is; its place says the rest. */
  static String shortened(String message) {
    return message.length() <= MOST_CHARACTERS
        ? message
        : message.substring(0, message.offsetByCodePoints(0, MOST_CHARACTERS / 2)) + "…";
  }
}
