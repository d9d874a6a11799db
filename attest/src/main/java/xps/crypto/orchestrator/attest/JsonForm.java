package xps.crypto.orchestrator.attest;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import xps.crypto.orchestrator.document.Value;

/**
 * The form of a value in a document that others have defined, as their JSON schema gives it:
 * without members that the schema doesn't have.
 */
sealed interface JsonForm {
  /** What needs no further words. */
  enum Plain implements JsonForm {
    TEXT,
    NUMBER,
    FLAG,
    ANY_OBJECT
  }

  /** One of these texts. */
  record Word(Set<String> words) implements JsonForm {}

  /** A list. */
  record Many(JsonForm item, int fewest) implements JsonForm {}

  /** An object. */
  record Members(Map<String, JsonForm> known, Set<String> required) implements JsonForm {}

  /** A list that may be empty. */
  static JsonForm many(JsonForm item) {
    return new Many(item, 0);
  }

  /** A value, what it has to be, and what it is called. */
  record Part(Value value, JsonForm form, String name) {}

  /** Reports everything in a document that isn't of its form. */
  static void check(Value.Obj document, Members form, SbomFields fields) {
    var open = new ArrayDeque<Part>(List.of(new Part(document, form, "the document")));
    while (!open.isEmpty()) {
      var part = open.pop();
      var name = part.name();
      switch (part.form()) {
        case Plain plain when !isOf(part.value(), plain) ->
            fields.report(name + " has to be " + words(plain), part.value().place());
        case Plain _ -> {}
        case Word(var words) -> {
          if (!(part.value() instanceof Value.Str(var text, _)) || !words.contains(text)) {
            fields.report(name + " is none of the words of the standard", part.value().place());
          }
        }
        case Many(var item, int fewest) -> {
          if (part.value() instanceof Value.Arr list && list.items().size() >= fewest) {
            list.items().forEach(entry -> open.add(new Part(entry, item, "an entry of " + name)));
          } else {
            fields.report(
                name + " has to be a list" + (fewest > 0 ? " that is not empty" : ""),
                part.value().place());
          }
        }
        case Members members -> {
          if (part.value() instanceof Value.Obj object) {
            members(object, members, fields, open);
          } else {
            fields.report(name + " has to be an object", part.value().place());
          }
        }
      }
    }
  }

  private static void members(
      Value.Obj object, Members members, SbomFields fields, ArrayDeque<Part> open) {
    for (var name : members.required()) {
      if (!object.members().containsKey(name)) {
        fields.report(name + " is missing", object.place());
      }
    }
    object
        .members()
        .forEach((name, value) -> {
          var form = members.known().get(name);
          if (form == null) {
            fields.report("the standard has no " + name + " here", value.place());
          } else {
            open.add(new Part(value, form, name));
          }
        });
  }

  private static boolean isOf(Value value, Plain plain) {
    return switch (plain) {
      case TEXT -> value instanceof Value.Str;
      case NUMBER -> value instanceof Value.Int;
      case FLAG -> value instanceof Value.Bool;
      case ANY_OBJECT -> value instanceof Value.Obj;
    };
  }

  private static String words(Plain plain) {
    return switch (plain) {
      case TEXT -> "a text";
      case NUMBER -> "a whole number";
      case FLAG -> "true or false";
      case ANY_OBJECT -> "an object";
    };
  }
}
