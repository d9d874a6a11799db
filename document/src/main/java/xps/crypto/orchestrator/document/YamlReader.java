package xps.crypto.orchestrator.document;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** One reading of one YAML text: the parser's events, and the core schema for its plain scalars. */
final class YamlReader {
  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<String> TRUE = Set.of("true", "True", "TRUE");
  private static final Set<String> FALSE = Set.of("false", "False", "FALSE");

  /** Whatever the core schema takes for a number: YAML 1.2.2, section 10.3.2. */
  private static final Pattern NUMBER =
      Pattern.compile(
          "[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"
              + "|[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
              + "|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");

  private final String file;
  private final Tree tree;
  private final int maxCharacters;
  private int documents;
  private Place last;

  YamlReader(String file, Code invalid, Json.Limits limits) {
    this.file = file;
    this.tree = new Tree(invalid, limits);
    this.maxCharacters = limits.maxBytes();
    this.last = start();
  }

  Outcome<Value> read(String text) {
    var settings = LoadSettings.builder().setLabel(file).setCodePointLimit(maxCharacters).build();
    try {
      var events = new ParserImpl(settings, new StreamReader(settings, text));
      while (events.hasNext() && !tree.isHopeless()) {
        take(events.next());
      }
    } catch (MarkedYamlEngineException e) {
      var place = e.getProblemMark().or(e::getContextMark).map(this::place).orElse(start());
      tree.fail(place, "this is not YAML: " + e.getProblem(), "correct the YAML here");
    } catch (ReaderException e) {
      tree.fail(
          placeOf(text, e.getPosition()),
          "the document holds a character that YAML has not",
          "take it out");
    } catch (NumberFormatException e) { // the parser's own, on an escape cut off by the end
      tree.fail(
          last, "an escape in the string after this place is cut off", "correct the YAML here");
    } catch (YamlEngineException e) {
      tree.fail(start(), "this is not YAML: " + e.getMessage(), "correct the YAML");
    }
    return tree.outcome(start());
  }

  private void take(Event event) {
    var place = event.getStartMark().map(this::place).orElse(last);
    last = place;
    switch (event) {
      case DocumentStartEvent document -> begin(document, place);
      case AliasEvent _ ->
          tree.fail(place, "an alias stands here", "write the value out; aliases are not read");
      case MappingStartEvent mapping -> {
        nonScalar(mapping, mapping.getTag(), place);
        tree.beginObject(place);
      }
      case SequenceStartEvent sequence -> {
        nonScalar(sequence, sequence.getTag(), place);
        tree.beginArray(place);
      }
      case ScalarEvent scalar -> scalar(scalar, place);
      default -> {
        if (event.getEventId() == Event.ID.MappingEnd
            || event.getEventId() == Event.ID.SequenceEnd) {
          tree.end();
        }
      }
    }
  }

  private void begin(DocumentStartEvent document, Place place) {
    documents++;
    if (documents > 1) {
      tree.fail(place, "a second document begins here", "keep one document in a file");
    }
    if (document.getSpecVersion().isPresent() || !document.getTags().isEmpty()) {
      tree.fail(place, "a directive stands before the document", "take the line with % out");
    }
  }

  private void nonScalar(NodeEvent node, Optional<String> tag, Place place) {
    plainNode(node, tag, place);
    if (tree.wantsName()) {
      tree.fail(place, "a name has to be a string", "write a string as the name");
    }
  }

  private void plainNode(NodeEvent node, Optional<String> tag, Place place) {
    if (node.getAnchor().isPresent()) {
      tree.fail(
          place, "an anchor stands here", "take the & and its name out; anchors are not read");
    }
    if (tag.isPresent()) {
      tree.fail(place, "a tag stands here", "take the ! and its name out; tags are not read");
    }
  }

  private void scalar(ScalarEvent scalar, Place place) {
    plainNode(scalar, scalar.getTag(), place);
    if (tree.isHopeless()) {
      return;
    }
    boolean plain = scalar.getScalarStyle() == ScalarStyle.PLAIN;
    if (tree.wantsName()) {
      name(scalar.getValue(), plain, place);
    } else if (plain) {
      plain(scalar.getValue(), place);
    } else {
      tree.text(scalar.getValue(), place);
    }
  }

  private void name(String name, boolean plain, Place place) {
    if (plain && name.equals("<<")) {
      tree.fail(place, "a merge key stands here", "write the fields out; merge keys are not read");
    } else if (plain && !isString(name)) {
      tree.problem(place, "the name " + name + " is not a string", "put it in quotes");
      tree.name(name, place);
    } else {
      tree.name(name, place);
    }
  }

  private void plain(String text, Place place) {
    if (TRUE.contains(text) || FALSE.contains(text)) {
      tree.value(new Value.Bool(TRUE.contains(text), place));
    } else if (NULLS.contains(text)) {
      tree.value(new Value.Nil(place));
    } else if (!isString(text)) {
      number(text, place);
    } else {
      tree.text(text, place);
    }
  }

  private void number(String text, Place place) {
    var integer = JsonReader.integer(text);
    if (integer.isEmpty()) {
      tree.problem(
          place,
          "the number "
              + Escape.quote(text)
              + " is not a whole decimal between -(2^53-1) and 2^53-1",
          "write a whole decimal without a leading zero or plus, or put it in quotes if it is a"
              + " text");
    }
    tree.value(new Value.Int(integer.orElse(0L), place));
  }

  private static boolean isString(String text) {
    return !NULLS.contains(text)
        && !TRUE.contains(text)
        && !FALSE.contains(text)
        && !looksLikeNumber(text);
  }

  private static boolean looksLikeNumber(String text) {
    char first = text.charAt(0);
    return (first <= '9' && first >= '+') && NUMBER.matcher(text).matches(); // + , - . / 0–9
  }

  private Place start() {
    return new Place(file, 1, 1);
  }

  private Place place(Mark mark) {
    return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private Place placeOf(String text, int codePoint) {
    int points = text.codePointCount(0, text.length());
    var before = text.substring(0, text.offsetByCodePoints(0, Math.clamp(codePoint, 0, points)));
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    int column = before.codePointCount(before.lastIndexOf('\n') + 1, before.length()) + 1;
    return new Place(file, line, column);
  }
}
