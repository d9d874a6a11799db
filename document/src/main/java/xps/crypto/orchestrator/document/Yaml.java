package xps.crypto.orchestrator.document;

/**
 * Reads YAML 1.2 with its core schema, and of that only what JSON can say: {@code on}, {@code no}
 * and {@code 20:00} are strings, numbers are whole and decimal. Anchors, aliases, tags, merge keys,
 * directives, a second document, and names that are not strings are refused with their place.
 */
public final class Yaml {
  private Yaml() {}

  /** The value of a document of ours; what is wrong with it has the code {@code invalid}. */
  public static Outcome<Value> parse(String file, byte[] text, Code invalid) {
    return parse(file, text, invalid, Json.Limits.DOCUMENT);
  }

  /** The value of a document within these limits; fractions are refused in any case. */
  public static Outcome<Value> parse(String file, byte[] text, Code invalid, Json.Limits limits) {
    return Decoded.utf8(file, text, invalid, limits.maxBytes())
        .flatMap(characters -> new YamlReader(file, invalid, limits).read(characters));
  }
}
