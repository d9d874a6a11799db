package xps.crypto.orchestrator.document;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The texts of all codes, read from {@code codes.txt} when the first one is asked for.
 *
 * <p>The file has a paragraph for each code: its name, then lines {@code meaning}, {@code attack}
 * (where there is one) and {@code remedy}; a line that begins with a space continues the one
 * before.
 */
final class Catalogue {
  private static final String FILE = "codes.txt";
  private static final Map<Code, Entry> ENTRIES = load();

  /** The texts of one code. */
  record Entry(String meaning, Optional<String> attack, String remedy) {}

  private Catalogue() {}

  static Entry entry(Code code) {
    var entry = ENTRIES.get(code);
    if (entry == null) {
      throw new IllegalStateException(FILE + " says nothing about " + code);
    }
    return entry;
  }

  private static Map<Code, Entry> load() {
    try (var in = Catalogue.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is not in the module");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(FILE + " cannot be read", e);
    }
  }

  static Map<Code, Entry> parse(String text) {
    var entries = new EnumMap<Code, Entry>(Code.class);
    for (var paragraph : text.strip().split("\n\n+", -1)) {
      var lines = paragraph.replaceAll("\n +", " ").lines().toList();
      var code = Code.valueOf(lines.getFirst());
      var entry =
          new Entry(
              line(lines, "meaning").orElseThrow(),
              line(lines, "attack"),
              line(lines, "remedy").orElseThrow());
      if (entries.put(code, entry) != null) {
        throw new IllegalStateException(FILE + " has " + code + " twice");
      }
    }
    return Collections.unmodifiableMap(entries);
  }

  private static Optional<String> line(List<String> lines, String name) {
    var prefix = name + ": ";
    return lines.stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()))
        .findFirst();
  }
}
