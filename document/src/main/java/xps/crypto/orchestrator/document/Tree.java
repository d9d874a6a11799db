package xps.crypto.orchestrator.document;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Grows a value from the events of a JSON or YAML parser, and collects what breaks the rules that
 * both have: depth, duplicate names, characters. It keeps its own stack, so that no nesting from
 * outside can exhaust ours.
 */
final class Tree {
  private final Code invalid;
  private final Json.Limits limits;
  private final Deque<Branch> open = new ArrayDeque<>();
  private final List<Problem> problems = new ArrayList<>();
  private Optional<Value> root = Optional.empty();
  private boolean hopeless;
  private int values;

  /** An object or list that has begun and not ended. */
  private sealed interface Branch {}

  private static final class OpenObject implements Branch {
    final Place place;
    final Map<String, Value> members = new LinkedHashMap<>();
    final Map<String, Place> names = new LinkedHashMap<>();
    Optional<String> name = Optional.empty();

    OpenObject(Place place) {
      this.place = place;
    }
  }

  private record OpenArray(Place place, List<Value> items) implements Branch {}

  Tree(Code invalid, Json.Limits limits) {
    this.invalid = invalid;
    this.limits = limits;
  }

  /** Whether the document's one value is complete. */
  boolean isComplete() {
    return root.isPresent();
  }

  /** Whether reading on makes no sense. */
  boolean isHopeless() {
    return hopeless;
  }

  /** Whether a name has to come next, and not a value. */
  boolean wantsName() {
    return open.peek() instanceof OpenObject object && object.name.isEmpty();
  }

  void beginObject(Place place) {
    begin(new OpenObject(place), place);
  }

  void beginArray(Place place) {
    begin(new OpenArray(place, new ArrayList<>()), place);
  }

  private void begin(Branch branch, Place place) {
    open.push(branch);
    if (open.size() > limits.maxDepth()) {
      fail(place, "nested more than " + limits.maxDepth() + " deep", "flatten the document");
    }
  }

  void end() {
    var value =
        switch (open.pop()) {
          case OpenObject object -> new Value.Obj(object.members, object.names, object.place);
          case OpenArray(var place, var items) -> new Value.Arr(items, place);
        };
    value(value);
  }

  void name(String name, Place place) {
    if (!(open.peek() instanceof OpenObject object)) {
      throw new IllegalStateException("a name outside an object");
    }
    checkText(name, place);
    var first = object.names.putIfAbsent(name, place);
    if (first != null) {
      problem(
          place,
          "the name " + Escape.quote(name) + " stands here a second time; the first is at " + first,
          "keep one of the two");
    }
    object.name = Optional.of(name);
  }

  void text(String text, Place place) {
    if (checkText(text, place)) {
      value(new Value.Str(text, place));
    }
  }

  private boolean checkText(String text, Place place) {
    var flaw = Value.flaw(text);
    flaw.ifPresent(what -> fail(place, "a string holds " + what, "take that character out"));
    return flaw.isEmpty();
  }

  void value(Value value) {
    values++;
    if (values > limits.maxValues()) {
      fail(
          value.place(),
          "more than " + limits.maxValues() + " values",
          "make the document smaller");
    }
    switch (open.peek()) {
      case OpenObject object -> {
        object.members.put(object.name.orElseThrow(), value);
        object.name = Optional.empty();
      }
      case OpenArray(_, var items) -> items.add(value);
      case null -> root = Optional.of(value);
    }
  }

  /** Something is wrong, but the rest can still be read. */
  void problem(Place place, String message, String remedy) {
    problems.add(Problem.at(place, invalid, message, remedy));
  }

  /** Something is so wrong that what follows would be guesswork. */
  void fail(Place place, String message, String remedy) {
    problem(place, message, remedy);
    hopeless = true;
  }

  Outcome<Value> outcome(Place start) {
    if (problems.isEmpty() && root.isEmpty()) {
      problem(start, "the document is empty", "write the document, or name another file");
    }
    return problems.isEmpty() ? Outcome.ok(root.orElseThrow()) : Outcome.refused(problems);
  }
}
