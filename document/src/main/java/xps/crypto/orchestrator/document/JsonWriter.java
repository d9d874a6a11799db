package xps.crypto.orchestrator.document;

import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes a value as JSON in one of three layouts; strings and numbers are those of RFC 8785. */
final class JsonWriter {
  /** How members are ordered and where lines end. */
  enum Layout {
    COMPACT,
    PRETTY,
    CANONICAL
  }

  private final StringBuilder out = new StringBuilder();
  private final Layout layout;
  private int depth;

  JsonWriter(Layout layout) {
    this.layout = layout;
  }

  String write(Value value) {
    append(value);
    return out.toString();
  }

  /** Recursive over a tree of ours: every reader has bounded its depth. */
  private void append(Value value) {
    switch (value) {
      case Value.Obj(var members, _, _) -> object(inOrder(members));
      case Value.Arr(var items, _) -> array(items);
      case Value.Str(var text, _) -> string(text);
      case Value.Int(var number, _) -> out.append(number);
      case Value.Real(var number, _) -> out.append(EcmaNumber.text(number));
      case Value.Bool(var truth, _) -> out.append(truth);
      case Value.Nil _ -> out.append("null");
    }
  }

  private Map<String, Value> inOrder(Map<String, Value> members) {
    if (layout != Layout.CANONICAL) {
      return members;
    }
    SortedMap<String, Value> sorted = new TreeMap<>(members); // by UTF-16 units, as RFC 8785 wants
    return sorted;
  }

  private void object(Map<String, Value> members) {
    out.append('{');
    depth++;
    var separator = "";
    for (var member : members.entrySet()) {
      out.append(separator);
      newLine();
      string(member.getKey());
      out.append(layout == Layout.PRETTY ? ": " : ":");
      append(member.getValue());
      separator = ",";
    }
    close(members.isEmpty(), '}');
  }

  private void array(Collection<Value> items) {
    out.append('[');
    depth++;
    var separator = "";
    for (var item : items) {
      out.append(separator);
      newLine();
      append(item);
      separator = ",";
    }
    close(items.isEmpty(), ']');
  }

  private void close(boolean empty, char bracket) {
    depth--;
    if (!empty) {
      newLine();
    }
    out.append(bracket);
  }

  private void newLine() {
    if (layout == Layout.PRETTY) {
      out.append('\n').append("  ".repeat(depth));
    }
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\f' -> out.append("\\f");
        case '\r' -> out.append("\\r");
        default -> {
          if (c < ' ') {
            out.append(c < 0x10 ? "\\u000" : "\\u00").append(Integer.toHexString(c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
