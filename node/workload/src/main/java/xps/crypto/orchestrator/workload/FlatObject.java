package xps.crypto.orchestrator.workload;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One line of the control socket: a JSON object of texts and numbers, nothing nested.
 *
 * <p>The product has a JSON reader, in another room. This room has none below it, because an
 * application links it; so here are the few lines of JSON that the socket needs. They take less
 * than JSON allows: known keys, each once, and values of the form that {@link Field} gives. What
 * has been parsed therefore can be read without another check.
 */
final class FlatObject {
  private final Map<Field, String> values;

  private FlatObject(Map<Field, String> values) {
    this.values = values;
  }

  static FlatObject empty() {
    return new FlatObject(new EnumMap<>(Field.class));
  }

  FlatObject with(Field field, long number) {
    return with(field, Long.toString(number));
  }

  FlatObject with(Field field, String value) {
    if (!field.accepts(value)) {
      throw new IllegalArgumentException(field.key() + " can't be " + value);
    }
    var more = new EnumMap<>(values);
    more.put(field, value);
    return new FlatObject(more);
  }

  /** Nothing, when the line is anything but an object that {@link #line} could have meant. */
  static Optional<FlatObject> parse(String line) {
    var text = line.strip();
    if (!text.startsWith("{") || !text.endsWith("}")) {
      return Optional.empty();
    }
    var values = new EnumMap<Field, String>(Field.class);
    var members = new Members(text);
    do {
      var member = members.next();
      if (member.isEmpty()
          || values.putIfAbsent(member.get().field(), member.get().value()) != null) {
        return Optional.empty();
      }
    } while (members.hasAnother());
    return members.isAtEnd() ? Optional.of(new FlatObject(values)) : Optional.empty();
  }

  /** Itself, when it has these fields and no others: then each can be read. */
  Optional<FlatObject> exactly(Field... fields) {
    return values.keySet().equals(Set.of(fields)) ? Optional.of(this) : Optional.empty();
  }

  /** The value, or nothing to compare with where there is none. */
  String text(Field field) {
    return values.getOrDefault(field, "");
  }

  long number(Field field) {
    return Long.parseLong(text(field));
  }

  ModuleName name() {
    return new ModuleName(text(Field.NAME));
  }

  ObjectDigest sha256() {
    return new ObjectDigest(text(Field.SHA256));
  }

  Nonce nonce() {
    return new Nonce(text(Field.NONCE));
  }

  /** As JSON, without the end of the line. */
  String line() {
    var json = new StringBuilder("{");
    values.forEach((field, value) -> {
      json.append(json.length() > 1 ? "," : "").append('"').append(field.key()).append("\":");
      json.append(field.isNumber() ? value : '"' + escape(value) + '"');
    });
    return json.append('}').toString();
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
