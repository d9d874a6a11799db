package xps.crypto.orchestrator.house.schema;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import xps.crypto.orchestrator.attest.ChangeClass;
import xps.crypto.orchestrator.document.Value;

/** What a value has to look like, as JSON Schema (2020-12) says it. */
record Form(Value.Obj json) {
  static final Form ANY_TEXT = new Form(type("string").build());
  static final Form TRUTH = new Form(type("boolean").build());

  static final Form ID = text("^[a-z0-9][a-z0-9._-]{0,127}$");
  static final Form LABEL = text("^[A-Za-z0-9][A-Za-z0-9._-]{0,126}$");
  static final Form FILE_NAME = text("^[A-Za-z0-9][A-Za-z0-9._+-]{0,199}$");
  static final Form SIGNER_NAME = text(1, 64);
  static final Form SHA256 = text("^[0-9a-f]{64}$");
  static final Form KEY_ID = text("^[0-9a-f]{16}$");
  static final Form TIME = text("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$");
  static final Form DURATION = text("^[1-9][0-9]{0,8}(ms|s|m|h|d)$");
  static final Form VERSION =
      text(
          "^(0|[1-9][0-9]*)[.](0|[1-9][0-9]*)[.](0|[1-9][0-9]*)(-[0-9A-Za-z-]+([.][0-9A-Za-z-]+)*)?$");
  static final Form CLASS = word(ChangeClass.texts());

  /** Of the reader: {@code key:value}, or {@code *} alone. */
  static final Form MATCH = list(text("^([*]|[^:]+:.+)$"), 1, 10_000);

  static Form text(String pattern) {
    return new Form(type("string").put("pattern", pattern).build());
  }

  static Form text(int shortest, int longest) {
    return new Form(type("string").put("minLength", shortest).put("maxLength", longest).build());
  }

  static Form word(List<String> words) {
    return new Form(Value.object().put("enum", Value.texts(words)).build());
  }

  static Form word(String... words) {
    return word(List.of(words));
  }

  static Form integer(long least, long most) {
    return new Form(type("integer").put("minimum", least).put("maximum", most).build());
  }

  static Form positive() {
    return integer(1, Value.LARGEST_INTEGER);
  }

  static Form list(Form item) {
    return new Form(type("array").put("items", item.json()).build());
  }

  static Form list(Form item, int least, int most) {
    return new Form(
        type("array")
            .put("items", item.json())
            .put("minItems", least)
            .put("maxItems", most)
            .build());
  }

  /** An object whose fields are named by its writer. */
  static Form byName(Form name, Form each) {
    return new Form(
        type("object")
            .put("propertyNames", name.json())
            .put("additionalProperties", each.json())
            .build());
  }

  static Form oneOf(Form... forms) {
    return new Form(
        Value.object().put("oneOf", Arrays.stream(forms).map(Form::json).toList()).build());
  }

  /** A rule of a group: it has one of these sets of fields. */
  static List<Value> having(String... fields) {
    return Stream.of(fields)
        .<Value>map(field -> Value.object().put("required", Value.texts(List.of(field))).build())
        .toList();
  }

  static Value.Builder type(String type) {
    return Value.object().put("type", type);
  }
}
