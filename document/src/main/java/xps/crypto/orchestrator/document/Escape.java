package xps.crypto.orchestrator.document;

/** Makes text from outside harmless to a terminal and to the reader's eyes. */
public final class Escape {
  /** Enough to recognise a value by; a message is no place for a megabyte. */
  private static final int QUOTED_CHARACTERS = 80;

  private Escape() {}

  /**
   * The text with every control, format, bidi, private and broken character written as its code
   * point, {@code <U+202E>}. What was escaped once stays as it is when escaped again.
   */
  public static String printable(String text) {
    if (text.chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
      return text;
    }
    var out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(point -> {
          if (isPlain(point)) {
            out.appendCodePoint(point);
          } else {
            out.append(String.format("<U+%04X>", point));
          }
        });
    return out.toString();
  }

  /** The text in double quotes, printable, and cut where it is long. */
  public static String quote(String text) {
    int points = text.codePointCount(0, text.length());
    if (points <= QUOTED_CHARACTERS) {
      return '"' + printable(text) + '"';
    }
    var head = text.substring(0, text.offsetByCodePoints(0, QUOTED_CHARACTERS));
    return '"' + printable(head) + "…\" (" + points + " characters)";
  }

  /** Whether a character shows as itself, takes one place, and changes nothing around it. */
  static boolean isPlain(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT, // every bidi control is one
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
