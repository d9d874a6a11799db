package xps.crypto.orchestrator.document;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads JSON (RFC 8259) strictly, and writes it.
 *
 * <p>Refused, each with its line and column: what is not UTF-8, a name that stands twice in an
 * object, anything after the document's end, half characters and U+0000, numbers that others may
 * read differently, and what is too long or too deep.
 */
public final class Json {
  private Json() {}

  /**
   * How much of a document is read.
   *
   * @param maxBytes its length
   * @param maxDepth objects and lists inside each other, the outermost counted
   * @param fractions whether numbers may have a fraction or an exponent: only in documents that
   *     others define; ours are signed, and the digits of a fraction are not the same everywhere
   * @param maxValues objects, lists, and what is in them: read, one takes a hundred times the room
   *     of the two bytes that it may have as text
   */
  public record Limits(int maxBytes, int maxDepth, boolean fractions, int maxValues) {
    /** For documents of ours: 1 MiB, 32 deep, whole numbers. */
    public static final Limits DOCUMENT = new Limits(1 << 20, 32, false);

    public Limits {
      if (maxBytes < 1 || maxDepth < 1 || maxValues < 1) {
        throw new IllegalArgumentException("nothing could be read within these limits");
      }
    }

    /** As many values as there is text for: where who reads has memory enough. */
    public Limits(int maxBytes, int maxDepth, boolean fractions) {
      this(maxBytes, maxDepth, fractions, maxBytes);
    }
  }

  /** The value of a document of ours; what is wrong with it has the code {@code invalid}. */
  public static Outcome<Value> parse(String file, byte[] text, Code invalid) {
    return parse(file, text, invalid, Limits.DOCUMENT);
  }

  /** The value of a document within these limits. */
  public static Outcome<Value> parse(String file, byte[] text, Code invalid, Limits limits) {
    return Decoded.utf8(file, text, invalid, limits.maxBytes())
        .flatMap(characters -> new JsonReader(file, 1, invalid, limits).read(characters));
  }

  /**
   * The values of a document that holds one on each line (JSONL); the limits are for the whole.
   * Empty lines are refused, but for the end of the last one.
   */
  public static Outcome<List<Value>> parseLines(
      String file, byte[] text, Code invalid, Limits limits) {
    return Decoded.utf8(file, text, invalid, limits.maxBytes())
        .flatMap(characters -> lines(file, characters, invalid, limits));
  }

  private static Outcome<List<Value>> lines(String file, String text, Code invalid, Limits limits) {
    var values = new ArrayList<Value>();
    var problems = new ArrayList<Problem>();
    int line = 1;
    for (int at = 0; at < text.length(); line++) {
      int newline = text.indexOf('\n', at);
      int end = newline < 0 ? text.length() : newline;
      switch (new JsonReader(file, line, invalid, limits).read(text.substring(at, end))) {
        case Outcome.Ok<Value>(var value, _) -> values.add(value);
        case Outcome.Refused<Value>(var reasons) -> problems.addAll(reasons);
      }
      at = end + 1;
    }
    return Outcome.unless(problems, () -> List.copyOf(values));
  }

  /** On one line, without spaces; members stay in their order. */
  public static String compact(Value value) {
    return new JsonWriter(JsonWriter.Layout.COMPACT).write(value);
  }

  /** With two spaces of indent and an LF at the end, for people; members stay in their order. */
  public static String pretty(Value value) {
    return new JsonWriter(JsonWriter.Layout.PRETTY).write(value) + "\n";
  }
}
