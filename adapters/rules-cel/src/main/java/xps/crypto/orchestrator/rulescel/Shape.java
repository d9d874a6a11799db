package xps.crypto.orchestrator.rulescel;

import com.google.common.collect.ImmutableMap;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a rule sees of a record: its fields' names, types, and where each value comes from. */
final class Shape<T> {
  private final String name;
  private final Map<String, Field<T>> fields = new LinkedHashMap<>();

  private record Field<T>(CelType type, Function<T, ?> value) {}

  Shape(String name) {
    this.name = name;
  }

  Shape<T> text(String field, Function<T, String> value) {
    return put(field, SimpleType.STRING, value);
  }

  Shape<T> number(String field, Function<T, Long> value) {
    return put(field, SimpleType.INT, value);
  }

  Shape<T> truth(String field, Function<T, Boolean> value) {
    return put(field, SimpleType.BOOL, value);
  }

  Shape<T> texts(String field, Function<T, List<String>> value) {
    return put(field, ListType.create(SimpleType.STRING), value);
  }

  <E> Shape<T> many(String field, Shape<E> element, Function<T, List<E>> value) {
    return put(field, ListType.create(element.type()), of -> element.all(value.apply(of)));
  }

  Shape<T> put(String field, CelType type, Function<T, ?> value) {
    fields.put(field, new Field<>(type, value));
    return this;
  }

  StructType type() {
    var types = ImmutableMap.<String, CelType>builder();
    fields.forEach((field, known) -> types.put(field, known.type()));
    var all = types.buildOrThrow();
    return StructType.create(name, all.keySet(), field -> Optional.ofNullable(all.get(field)));
  }

  /** The value's fields; each is taken when it is asked for. */
  Map<String, Object> of(T value) {
    return new Seen<>(fields, value);
  }

  /** The values' fields; each is taken when it is asked for. */
  List<Map<String, Object>> all(List<T> values) {
    return new SeenAll<>(this, values);
  }

  private static final class Seen<T> extends AbstractMap<String, Object> {
    private final Map<String, Field<T>> fields;
    private final T value;

    Seen(Map<String, Field<T>> fields, T value) {
      this.fields = fields;
      this.value = value;
    }

    @Override
    public @Nullable Object get(Object field) {
      var known = fields.get(field);
      return known == null ? null : known.value().apply(value);
    }

    @Override
    public boolean containsKey(Object field) {
      return fields.containsKey(field);
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
      var entries = new LinkedHashMap<String, Object>();
      fields.forEach((name, field) -> entries.put(name, field.value().apply(value)));
      return entries.entrySet();
    }
  }

  private static final class SeenAll<T> extends AbstractList<Map<String, Object>>
      implements RandomAccess {
    private final Shape<T> shape;
    private final List<T> values;

    SeenAll(Shape<T> shape, List<T> values) {
      this.shape = shape;
      this.values = values;
    }

    @Override
    public Map<String, Object> get(int index) {
      return shape.of(values.get(index));
    }

    @Override
    public int size() {
      return values.size();
    }
  }
}
