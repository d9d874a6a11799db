package xps.crypto.orchestrator.cli.organisation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A document of ours with places to fill in: {@code ${name}}. Its comments are for whoever will own
 * the file.
 */
record Template(String text) {
  private static final Pattern PLACE = Pattern.compile("\\$\\{([a-z]+)}");

  static Template load(String name) {
    return new Template(new String(bytes(name), UTF_8));
  }

  /** A file that the product brings along, beside this class. */
  static byte[] bytes(String name) {
    try (var in = Template.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the product lacks its own file " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The document; every place has to have a value. */
  String filled(Map<String, String> values) {
    return PLACE
        .matcher(text)
        .replaceAll(place -> {
          var value = values.get(place.group(1));
          if (value == null) {
            throw new IllegalStateException("nothing to put in the place of " + place.group());
          }
          return Matcher.quoteReplacement(value);
        });
  }
}
