package xps.crypto.orchestrator.document;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** One reading of one JSON text. */
final class JsonReader {
  private static final int LARGEST_INTEGER_CHARACTERS = 17; // a sign and 16 digits

  /** Bounds of ours come first (bytes, depth); the parser's own only have to be out of the way. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private static final List<String> ASIDES =
      List.of(" (start marker", " (for ", ": enable `", " (not recognized as one since");

  private final String file;
  private final int firstLine;
  private final boolean fractions;
  private final Tree tree;

  JsonReader(String file, int firstLine, Code invalid, Json.Limits limits) {
    this.file = file;
    this.firstLine = firstLine;
    this.fractions = limits.fractions();
    this.tree = new Tree(invalid, limits);
  }

  Outcome<Value> read(String text) {
    try (var parser = JSON.createParser(text)) {
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (tree.isComplete()) {
          tree.fail(
              place(parser),
              "something follows after the end of the document",
              "keep one document in a file");
        } else {
          take(token, parser);
        }
        if (tree.isHopeless()) {
          break;
        }
      }
    } catch (JsonEOFException e) {
      tree.fail(place(e.getLocation()), "the document ends in the middle", "write the rest of it");
    } catch (JacksonException e) {
      tree.fail(place(e.getLocation()), "this is not JSON: " + reason(e), "correct the JSON here");
    } catch (IOException e) {
      throw new UncheckedIOException("a string cannot fail to be read", e);
    }
    return tree.outcome(new Place(file, firstLine, 1));
  }

  private void take(JsonToken token, JsonParser parser) throws IOException {
    var place = place(parser);
    switch (token) {
      case START_OBJECT -> tree.beginObject(place);
      case START_ARRAY -> tree.beginArray(place);
      case END_OBJECT, END_ARRAY -> tree.end();
      case FIELD_NAME -> tree.name(parser.currentName(), place);
      case VALUE_STRING -> tree.text(parser.getText(), place);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getText(), place);
      case VALUE_TRUE -> tree.value(new Value.Bool(true, place));
      case VALUE_FALSE -> tree.value(new Value.Bool(false, place));
      case VALUE_NULL -> tree.value(new Value.Nil(place));
      case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("no text gives the token " + token);
    }
  }

  private void number(String text, Place place) {
    var integer = integer(text);
    if (integer.isPresent()) {
      tree.value(new Value.Int(integer.get(), place));
      return;
    }
    double real = Double.parseDouble(text);
    if (fractions && Double.isFinite(real)) {
      tree.value(new Value.Real(real, place));
      return;
    }
    tree.problem(
        place,
        "the number " + Escape.quote(text) + " is not a whole number between -(2^53-1) and 2^53-1",
        "write a whole number, or a string");
    tree.value(new Value.Int(0, place));
  }

  /** {@code 0|-?[1-9][0-9]{0,15}}, at most 2^53 − 1. */
  static Optional<Long> integer(String text) {
    int sign = text.startsWith("-") ? 1 : 0;
    boolean digits =
        text.length() > sign
            && text.length() < LARGEST_INTEGER_CHARACTERS + sign
            && text.chars().skip(sign).allMatch(c -> c >= '0' && c <= '9');
    if (!digits || (text.charAt(sign) == '0' && text.length() > 1)) {
      return Optional.empty();
    }
    long number = Long.parseLong(text);
    return Math.abs(number) <= Value.LARGEST_INTEGER ? Optional.of(number) : Optional.empty();
  }

  /** The parser's own words, without its advice about settings and its name for our source. */
  private static String reason(JacksonException e) {
    var message = e.getOriginalMessage();
    int end = message.length();
    for (var aside : ASIDES) {
      int at = message.indexOf(aside);
      end = at < 0 ? end : Math.min(end, at);
    }
    return message.substring(0, end);
  }

  private Place place(JsonParser parser) {
    return place(parser.currentTokenLocation());
  }

  private Place place(JsonLocation location) {
    return new Place(
        file,
        firstLine - 1 + Math.max(1, location.getLineNr()),
        Math.max(1, location.getColumnNr()));
  }
}
