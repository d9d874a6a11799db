package xps.crypto.orchestrator.document;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

  /** Where an attack says its name: {@code (TUF: one, another; TUF and Uptane: a third)}. */
  private static final Pattern NAMES = Pattern.compile("\\(((?:TUF|Uptane)\\b[^)]*)\\)");

  /** The texts of one code. */
  record Entry(String meaning, Optional<String> attack, String remedy) {
    List<String> attackNames() {
      return NAMES
          .matcher(attack.orElse(""))
          .results()
          .flatMap(found -> Arrays.stream(found.group(1).split("; ", -1)))
          .flatMap(Entry::oneByOne)
          .distinct()
          .toList();
    }

    private static Stream<String> oneByOne(String text) {
      int colon = text.indexOf(": ");
      var names = text.substring(colon + 2).split(", ", -1);
      return Arrays.stream(text.substring(0, colon).split(" and ", -1))
          .flatMap(document -> Arrays.stream(names).map(name -> document + ": " + name));
    }
  }

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
