package xps.crypto.orchestrator.document;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a JSON or YAML document means, each part with the place where it stands. Values compare with
 * their places; to compare what two of them mean, compare {@link Canonical#bytes}.
 */
public sealed interface Value {
  /** Where a value stands that no file holds. */
  Place NOWHERE = new Place("(made here)", 1, 1);

  /** The largest integer that every JSON implementation reads back: 2^53 − 1. */
  long LARGEST_INTEGER = (1L << 53) - 1;

  /** Where it begins. */
  Place place();

  /** What it is called in messages: "an object", "a number". */
  default String kind() {
    return switch (this) {
      case Obj _ -> "an object";
      case Arr _ -> "a list";
      case Str _ -> "a string";
      case Int _, Real _ -> "a number";
      case Bool _ -> "true or false";
      case Nil _ -> "null";
    };
  }

  /** Members in the order of the document; {@code names} says where each name stands. */
  record Obj(Map<String, Value> members, Map<String, Place> names, Place place) implements Value {
    public Obj {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
      names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
      members.keySet().forEach(Value::requireText);
      if (!names.keySet().equals(members.keySet())) {
        throw new IllegalArgumentException("every member has one name, and every name a member");
      }
    }

    /** The member of this name, if there is one. */
    public Optional<Value> get(String name) {
      return Optional.ofNullable(members.get(name));
    }

    /** This object without some members: the way to what was signed. */
    public Obj without(String... left) {
      var members = new LinkedHashMap<>(members());
      var names = new LinkedHashMap<>(names());
      for (var name : left) {
        members.remove(name);
        names.remove(name);
      }
      return new Obj(members, names, place);
    }

    /** This object with a member put at its end, or in the place of the one of that name. */
    public Obj with(String name, Value value) {
      var members = new LinkedHashMap<>(members());
      var names = new LinkedHashMap<>(names());
      members.put(name, value);
      names.put(name, value.place());
      return new Obj(members, names, place);
    }
  }

  /** Items in order. */
  record Arr(List<Value> items, Place place) implements Value {
    public Arr {
      items = List.copyOf(items);
    }
  }

  /** Text without lone surrogates and U+0000, which are not the same everywhere. */
  record Str(String text, Place place) implements Value {
    public Str {
      requireText(text);
    }
  }

  /** A whole number between −(2^53 − 1) and 2^53 − 1. */
  record Int(long number, Place place) implements Value {
    public Int {
      if (Math.abs(number) > LARGEST_INTEGER || number == Long.MIN_VALUE) {
        throw new IllegalArgumentException("beyond 2^53 - 1: " + number);
      }
    }
  }

  /** A number of somebody else's document; ours have none but whole ones. */
  record Real(double number, Place place) implements Value {
    public Real {
      if (!Double.isFinite(number)) {
        throw new IllegalArgumentException("JSON has no " + number);
      }
    }
  }

  /** True or false. */
  record Bool(boolean truth, Place place) implements Value {}

  /** {@code null}, which none of our documents may hold. */
  record Nil(Place place) implements Value {}

  /** A text that no file holds. */
  static Str text(String text) {
    return new Str(text, NOWHERE);
  }

  /** A number that no file holds. */
  static Int number(long number) {
    return new Int(number, NOWHERE);
  }

  /** What part of a whole something is, from 0 to 1, in no file: for reports, never signed. */
  static Value share(long part, long whole) {
    return part == 0 || part == whole
        ? number(part == 0 ? 0 : 1)
        : new Real((double) part / whole, NOWHERE);
  }

  /** How much comes to each, in no file: for reports, never signed. */
  static Value ratio(long total, long each) {
    return total % each == 0 ? number(total / each) : new Real((double) total / each, NOWHERE);
  }

  /** True or false, in no file. */
  static Bool bool(boolean truth) {
    return new Bool(truth, NOWHERE);
  }

  /** A list that no file holds. */
  static Arr array(List<? extends Value> items) {
    return new Arr(List.copyOf(items), NOWHERE);
  }

  /** A list of texts that no file holds. */
  static Arr texts(List<String> texts) {
    return array(texts.stream().map(Value::text).toList());
  }

  /** Begins an object that no file holds. */
  static Builder object() {
    return new Builder();
  }

  /** Says what makes a text unfit for a document; nothing when it is fit. */
  static Optional<String> flaw(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return Optional.of("the character U+0000");
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return Optional.of("half of a character (a lone surrogate)");
      }
    }
    return Optional.empty();
  }

  private static void requireText(String text) {
    flaw(text)
        .ifPresent(flaw -> {
          throw new IllegalArgumentException("a text with " + flaw);
        });
  }

  /** Members of an object, in the order in which they are put; each name once. */
  final class Builder {
    private final Map<String, Value> members = new LinkedHashMap<>();

    private Builder() {}

    /** Puts a member. */
    public Builder put(String name, Value value) {
      if (members.putIfAbsent(name, value) != null) {
        throw new IllegalArgumentException("put twice: " + name);
      }
      return this;
    }

    /** Puts a text. */
    public Builder put(String name, String text) {
      return put(name, text(text));
    }

    /** Puts a digest as its hex digits. */
    public Builder put(String name, Sha256 digest) {
      return put(name, digest.hex());
    }

    /** Puts a number. */
    public Builder put(String name, long number) {
      return put(name, number(number));
    }

    /** Puts true or false. */
    public Builder put(String name, boolean truth) {
      return put(name, bool(truth));
    }

    /** Puts a list. */
    public Builder put(String name, List<? extends Value> items) {
      return put(name, array(items));
    }

    /** Puts a member if there is something to put. */
    public Builder putIfPresent(String name, Optional<? extends Value> value) {
      value.ifPresent(present -> put(name, present));
      return this;
    }

    /** Puts a text if there is one. */
    public Builder putText(String name, Optional<String> text) {
      return putIfPresent(name, text.map(Value::text));
    }

    /** The object. */
    public Obj build() {
      var names = new LinkedHashMap<String, Place>();
      members.keySet().forEach(name -> names.put(name, NOWHERE));
      return new Obj(members, names, NOWHERE);
    }
  }
}
