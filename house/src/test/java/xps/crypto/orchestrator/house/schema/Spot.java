package xps.crypto.orchestrator.house.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import xps.crypto.orchestrator.document.Value;

/**
 * A value in a document beside what the schema says about it.
 *
 * @param path from the document's root, such as {@code artifacts[0].abi}
 * @param put makes the document with something else in its place
 */
record Spot(String path, Value value, Value.Obj schema, UnaryOperator<Value> put) {
  static Spot root(Document document) {
    return new Spot("", document.example(), document.schema(), value -> value);
  }

  /** This spot and everything below it. */
  Stream<Spot> all() {
    return Stream.concat(Stream.of(this), below().stream().flatMap(Spot::all));
  }

  private List<Spot> below() {
    var below = new ArrayList<Spot>();
    switch (value) {
      case Value.Obj object ->
          object
              .members()
              .forEach((name, member) ->
                  below.add(
                      new Spot(
                          path + "." + name,
                          member,
                          schemaOf(member, field(name)),
                          changed -> put.apply(object.with(name, changed)))));
      case Value.Arr list ->
          IntStream.range(0, list.items().size())
              .forEach(i ->
                  below.add(
                      new Spot(
                          path + "[" + i + "]",
                          list.items().get(i),
                          schemaOf(list.items().get(i), at("items")),
                          changed -> put.apply(with(list, i, changed)))));
      default -> {}
    }
    return below;
  }

  private static Value with(Value.Arr list, int index, Value changed) {
    var items = new ArrayList<>(list.items());
    items.set(index, changed);
    return Value.array(items);
  }

  private Value.Obj field(String name) {
    return isGroup() && properties().get(name).isPresent()
        ? (Value.Obj) properties().get(name).get()
        : at("additionalProperties");
  }

  private Value.Obj at(String keyword) {
    return (Value.Obj) schema.get(keyword).orElseThrow();
  }

  /** Of several forms the one for values of that kind. */
  private static Value.Obj schemaOf(Value value, Value.Obj schema) {
    if (schema.get("oneOf").isEmpty() || schema.get("type").isPresent()) {
      return schema;
    }
    return ((Value.Arr) schema.get("oneOf").get())
        .items().stream()
            .map(Value.Obj.class::cast)
            .filter(form -> isFor(form, value))
            .findFirst()
            .orElseThrow();
  }

  private static boolean isFor(Value.Obj form, Value value) {
    var type = form.get("type").map(word -> ((Value.Str) word).text()).orElse("string");
    return switch (value) {
      case Value.Obj _ -> type.equals("object");
      case Value.Bool _ -> type.equals("boolean");
      default -> type.equals("string");
    };
  }

  /** Whether it is an object whose fields the schema names. */
  boolean isGroup() {
    return schema.get("properties").isPresent();
  }

  Value.Obj properties() {
    return (Value.Obj) schema.get("properties").orElseThrow();
  }

  List<String> required() {
    return schema.get("required").map(names -> texts((Value.Arr) names)).orElse(List.of());
  }

  private static List<String> texts(Value.Arr names) {
    return names.items().stream().map(name -> ((Value.Str) name).text()).toList();
  }

  /** The schema of each group below a schema, to find those that no example has. */
  static Stream<Value.Obj> groups(Value schema) {
    return switch (schema) {
      case Value.Obj object ->
          Stream.concat(
              object.get("properties").isPresent() ? Stream.of(object) : Stream.empty(),
              object.members().values().stream().flatMap(Spot::groups));
      case Value.Arr list -> list.items().stream().flatMap(Spot::groups);
      default -> Stream.empty();
    };
  }
}
