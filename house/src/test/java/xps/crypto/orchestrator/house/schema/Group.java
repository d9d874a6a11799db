package xps.crypto.orchestrator.house.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import xps.crypto.orchestrator.document.Value;

/** An object with these fields and no others. */
final class Group {
  private final Map<String, Value> fields = new LinkedHashMap<>();
  private final List<String> required = new ArrayList<>();
  private final Map<String, List<Value>> rules = new LinkedHashMap<>();

  /** A field that has to be there. */
  Group must(String name, Form form, String about) {
    required.add(name);
    return may(name, form, about);
  }

  /** A field that may be left out. */
  Group may(String name, Form form, String about) {
    fields.put(name, form.json().with("description", Value.text(about)));
    return this;
  }

  /** {@code anyOf} or {@code oneOf}. */
  Group rule(String keyword, List<Value> alternatives) {
    rules.put(keyword, alternatives);
    return this;
  }

  Form form() {
    var properties = Value.object();
    fields.forEach(properties::put);
    var schema = Form.type("object").put("properties", properties.build());
    if (!required.isEmpty()) {
      schema.put("required", Value.texts(required));
    }
    schema.put("additionalProperties", false);
    rules.forEach(schema::put);
    return new Form(schema.build());
  }

  /** The same as a schema of its own. */
  Value.Obj schema(String name, String title) {
    var whole =
        Value.object()
            .put("$schema", "https://json-schema.org/draft/2020-12/schema")
            .put("$id", "urn:xps:schema:v1:" + name)
            .put("title", title)
            .build();
    for (var member : form().json().members().entrySet()) {
      whole = whole.with(member.getKey(), member.getValue());
    }
    return whole;
  }
}
