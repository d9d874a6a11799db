package xps.crypto.orchestrator.document;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Reads the fields of one object strictly. Whatever is wrong goes into the caller's list of
 * problems with its line and column, and a placeholder comes back, so that all problems of a
 * document are found in one go.
 *
 * <p>The caller asks for every field that it knows, calls {@link #done}, and builds its own value
 * only if the list is still empty:
 *
 * <pre>{@code
 * var problems = new ArrayList<Problem>();
 * var fields = new Fields(value, Code.PLAN_INVALID, problems, "the plan");
 * var name = fields.id("name");
 * var pause = fields.optionalDuration("pause");
 * fields.done();
 * return Outcome.unless(problems, () -> new Example(name, pause));
 * }</pre>
 */
public final class Fields {
  private static final String TIME_RULE = "a time like 2025-10-26T20:31:00Z";
  private static final String DURATION_RULE =
      "a duration like 30s (ms, s, m, h or d), of at most 36500d and nine digits";

  private final Value.Obj object;
  private final Code invalid;
  private final List<Problem> sink;
  private final String what;
  private final Set<String> known = new LinkedHashSet<>();
  private final List<String> missing = new ArrayList<>();

  /**
   * A reader of {@code value}; if that is no object, it says so once and all fields are
   * placeholders.
   *
   * @param what the thing that the object describes, for messages: "the manifest", "an artifact"
   */
  public Fields(Value value, Code invalid, List<Problem> sink, String what) {
    this.invalid = invalid;
    this.what = what;
    if (value instanceof Value.Obj found) {
      this.object = found;
      this.sink = sink;
    } else {
      sink.add(
          Problem.at(
              value.place(),
              invalid,
              what + " has to be an object, this is " + value.kind(),
              "write it as an object with named fields"));
      this.object = Value.object().build();
      this.sink = new ArrayList<>(); // what it lacks has been said
    }
  }

  /** Whether the field is there, of whatever type. */
  public boolean has(String name) {
    known.add(name);
    return object.members().containsKey(name);
  }

  /** The object itself. */
  public Value.Obj value() {
    return object;
  }

  /** Where a field stands, or the object if the field is missing. */
  public Place place(String name) {
    return object.get(name).map(Value::place).orElse(object.place());
  }

  /** {@link #place} as a problem wants it. */
  public String where(String name) {
    return place(name).toString();
  }

  /** Records that something is wrong with a field's meaning. */
  public void problem(String name, String message, String remedy) {
    sink.add(Problem.at(place(name), invalid, message, remedy));
  }

  /** The field as it is; {@code null} of JSON where it is missing. */
  public Value any(String name) {
    return optionalAny(name)
        .orElseGet(() -> {
          missing.add(name);
          return new Value.Nil(object.place());
        });
  }

  /** The field as it is, if it is there. */
  public Optional<Value> optionalAny(String name) {
    known.add(name);
    return object.get(name);
  }

  /** A text; missing or wrong: empty. */
  public String text(String name) {
    return required(name, optionalText(name), "");
  }

  /** A text that may be missing. */
  public Optional<String> optionalText(String name) {
    return read(
        name,
        "a string",
        value -> value instanceof Value.Str(var text, _) ? Optional.of(text) : Optional.empty());
  }

  /** A text that keeps to a rule; {@code rule} completes "has to be …". */
  public String text(String name, Predicate<String> isRight, String rule) {
    return required(name, optionalText(name, isRight, rule), "");
  }

  /** A text that keeps to a rule, or is missing. */
  public Optional<String> optionalText(String name, Predicate<String> isRight, String rule) {
    return parsed(name, rule, text -> isRight.test(text) ? Optional.of(text) : Optional.empty());
  }

  /**
   * A text that {@code parse} understands, or {@code placeholder}; {@code rule} completes "has to
   * be …".
   */
  public <T> T parsed(
      String name, String rule, Function<String, Optional<T>> parse, T placeholder) {
    return required(name, parsed(name, rule, parse), placeholder);
  }

  /** A text that {@code parse} understands, or is missing. */
  public <T> Optional<T> parsed(String name, String rule, Function<String, Optional<T>> parse) {
    return optionalText(name)
        .flatMap(text -> {
          var result = parse.apply(text);
          if (result.isEmpty()) {
            problem(
                name,
                Escape.quote(name) + " has to be " + rule + ", not " + Escape.quote(text),
                "write " + rule);
          }
          return result;
        });
  }

  /** An id, environment, role, person, wave or rollout (see {@link Grammar#isId}). */
  public String id(String name) {
    return required(name, optionalId(name), "");
  }

  /** An id that may be missing. */
  public Optional<String> optionalId(String name) {
    return optionalText(name, Grammar::isId, "an id of a-z, 0-9 and . _ - (1 to 128 characters)");
  }

  /** A SHA-256 digest. */
  public Sha256 sha256(String name) {
    return required(name, optionalSha256(name), Sha256.of(new byte[0]));
  }

  /** A SHA-256 digest that may be missing. */
  public Optional<Sha256> optionalSha256(String name) {
    return parsed(name, "a SHA-256 digest of 64 lowercase hex digits", Sha256::parse);
  }

  /** A version. */
  public SemVer version(String name) {
    return required(name, optionalVersion(name), ProductVersion.CURRENT);
  }

  /** A version that may be missing. */
  public Optional<SemVer> optionalVersion(String name) {
    return parsed(name, "a version like 1.2.3 (SemVer 2.0.0, no build metadata)", SemVer::parse);
  }

  /** A time. */
  public Instant time(String name) {
    return required(name, optionalTime(name), Instant.EPOCH);
  }

  /** A time that may be missing. */
  public Optional<Instant> optionalTime(String name) {
    return parsed(name, TIME_RULE, Grammar::time);
  }

  /** A duration. */
  public Duration duration(String name) {
    return required(name, optionalDuration(name), Duration.ZERO);
  }

  /** A duration that may be missing. */
  public Optional<Duration> optionalDuration(String name) {
    return parsed(name, DURATION_RULE, Grammar::duration);
  }

  /** One of these words. */
  public String oneOf(String name, List<String> words) {
    return required(name, optionalOneOf(name, words), words.getFirst());
  }

  /** One of these words, or missing. */
  public Optional<String> optionalOneOf(String name, List<String> words) {
    var text = optionalText(name);
    if (text.isEmpty() || words.contains(text.get())) {
      return text;
    }
    var meant = Nearest.to(text.get(), words);
    problem(
        name,
        Escape.quote(name) + " is " + Escape.quote(text.get()) + didYouMean(meant),
        "write one of: " + String.join(", ", words));
    return Optional.empty();
  }

  /** A whole number from {@code min} to {@code max}; missing or wrong: {@code min}. */
  public long integer(String name, long min, long max) {
    return required(name, optionalInteger(name, min, max), min);
  }

  /** A whole number from {@code min} to {@code max}, or missing. */
  public Optional<Long> optionalInteger(String name, long min, long max) {
    Optional<Long> number =
        read(
            name,
            "a whole number",
            value -> value instanceof Value.Int(var n, _) ? Optional.of(n) : Optional.empty());
    return number.filter(n -> {
      boolean fits = n >= min && n <= max;
      if (!fits) {
        problem(
            name,
            Escape.quote(name) + " is " + n + "; it has to be from " + min + " to " + max,
            "write a number from " + min + " to " + max);
      }
      return fits;
    });
  }

  /** True or false; missing or wrong: false. */
  public boolean bool(String name) {
    return required(name, optionalBool(name), false);
  }

  /** True or false, or missing. */
  public Optional<Boolean> optionalBool(String name) {
    return read(
        name,
        "true or false",
        value -> value instanceof Value.Bool(var truth, _) ? Optional.of(truth) : Optional.empty());
  }

  /** The reader of an object; of a missing one, a reader of placeholders. */
  public Fields object(String name) {
    return optionalObject(name)
        .orElseGet(() -> {
          if (!has(name)) {
            missing.add(name);
          }
          return new Fields(Value.object().build(), invalid, new ArrayList<>(), name);
        });
  }

  /** The reader of an object, or nothing where it is missing or wrong. */
  public Optional<Fields> optionalObject(String name) {
    return read(
            name,
            "an object",
            value -> value instanceof Value.Obj found ? Optional.of(found) : Optional.empty())
        .map(found -> new Fields(found, invalid, sink, name));
  }

  /** The items of a list; missing or wrong: none. */
  public List<Value> array(String name) {
    return required(name, optionalArray(name), List.of());
  }

  /** The items of a list, or nothing where it is missing or wrong. */
  public Optional<List<Value>> optionalArray(String name) {
    return read(
        name,
        "a list",
        value -> value instanceof Value.Arr(var items, _) ? Optional.of(items) : Optional.empty());
  }

  /** The texts of a list of texts; missing or wrong: none. */
  public List<String> texts(String name) {
    return required(name, optionalTexts(name), List.of());
  }

  /** The texts of a list of texts; an empty list isn't a missing one. */
  public Optional<List<String>> optionalTexts(String name) {
    return optionalTexts(name, _ -> true, "a string");
  }

  /** The texts of a list in which each keeps to a rule; missing or wrong: none. */
  public List<String> texts(String name, Predicate<String> isRight, String rule) {
    return required(name, optionalTexts(name, isRight, rule), List.of());
  }

  /** The texts of a list in which each keeps to a rule, or nothing where the list is missing. */
  public Optional<List<String>> optionalTexts(String name, Predicate<String> isRight, String rule) {
    return optionalArray(name)
        .map(items -> {
          var texts = new ArrayList<String>();
          for (var item : items) {
            if (item instanceof Value.Str(var text, _) && isRight.test(text)) {
              texts.add(text);
            } else {
              var found = item instanceof Value.Str(var text, _) ? Escape.quote(text) : item.kind();
              sink.add(
                  Problem.at(
                      item.place(),
                      invalid,
                      "in " + Escape.quote(name) + " each has to be " + rule + ", not " + found,
                      "write " + rule));
            }
          }
          return List.copyOf(texts);
        });
  }

  /**
   * Says which fields are unknown and which are missing. An unknown one that looks like a missing
   * one is one mistake and one problem.
   */
  public void done() {
    var open = new ArrayList<>(missing);
    var absent = known.stream().filter(name -> !object.members().containsKey(name)).toList();
    object
        .names()
        .forEach((name, place) -> {
          if (!known.contains(name)) {
            var meant = Nearest.to(name, absent);
            meant.ifPresent(open::remove);
            sink.add(
                Problem.at(
                    place,
                    invalid,
                    what + " has no field " + Escape.quote(name) + didYouMean(meant),
                    meant
                        .map(right -> "rename it to " + right)
                        .orElse("take it out; known are: " + String.join(", ", known))));
          }
        });
    for (var name : open) {
      sink.add(
          Problem.at(
              object.place(),
              invalid,
              what + " lacks the field " + Escape.quote(name),
              "add " + Escape.quote(name)));
    }
  }

  private static String didYouMean(Optional<String> meant) {
    return meant.map(word -> "; did you mean " + Escape.quote(word) + "?").orElse("");
  }

  private <T> T required(String name, Optional<T> found, T placeholder) {
    if (found.isEmpty() && !object.members().containsKey(name)) {
      missing.add(name);
    }
    return found.orElse(placeholder);
  }

  private <T> Optional<T> read(String name, String type, Function<Value, Optional<T>> narrow) {
    known.add(name);
    return object
        .get(name)
        .flatMap(value -> {
          var found = narrow.apply(value);
          if (found.isEmpty()) {
            sink.add(
                Problem.at(
                    value.place(),
                    invalid,
                    Escape.quote(name) + " has to be " + type + ", this is " + value.kind(),
                    "write " + type));
          }
          return found;
        });
  }
}
