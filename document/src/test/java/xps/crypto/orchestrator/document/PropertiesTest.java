package xps.crypto.orchestrator.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Goal: what holds for one document holds for all (safety).
 *
 * <p>Method: documents and mutations from a seed; a failure prints the seed of its round, and
 * {@code -Dseed=N} begins with that one.
 */
class PropertiesTest {
  private static final int ROUNDS = 3_000;

  private static final String EXAMPLE =
      """
      # a plan
      strategy:
        canary: {percentage: 5, halt_on_error: true}
        waves:
          - name: "wave-1"
            match: ['region:eu-*', "role:validator"]
            concurrency: 10
          - {name: wave-2, match: ["*"], concurrency: 20, note: "caf\\u00e9 \\U0001F600"}
      health_check: # on each node
        probe: http+tls://{host}:8443/health
        text: |
          two
          lines
        folded: >-
          one
          line
      empty:
      time: 20:00
      """;

  @FunctionalInterface
  private interface Property {
    void holds(SplittableRandom chance);
  }

  private static void always(Property property) {
    long first = Long.getLong("seed", 20251026);
    for (long seed = first; seed < first + ROUNDS; seed++) {
      try {
        property.holds(new SplittableRandom(seed));
      } catch (Throwable e) {
        throw new AssertionError("replay with -Dseed=" + seed, e);
      }
    }
  }

  @Test
  void what_was_written_is_read_back_with_the_same_meaning() {
    always(chance -> {
      var value = value(chance, 4);
      for (var text : new String[] {Json.compact(value), Json.pretty(value)}) {
        var again = Json.parse("f", utf8(text), Code.INTERNAL).orThrow();
        assertThat(Canonical.bytes(again)).isEqualTo(Canonical.bytes(value));
        assertThat(Json.compact(again)).isEqualTo(Json.compact(value));
      }
    });
  }

  @Test
  void the_canonical_form_of_the_canonical_form_is_itself() {
    always(chance -> {
      var canonical = Canonical.bytes(value(chance, 4));
      var again = Json.parse("f", canonical.toArray(), Code.INTERNAL).orThrow();
      assertThat(Canonical.bytes(again)).isEqualTo(canonical);
    });
  }

  @Test
  void a_json_document_means_the_same_when_it_is_read_as_yaml() {
    always(chance -> {
      var value = value(chance, 3);
      var yaml = Yaml.parse("f", utf8(Json.pretty(value)), Code.INTERNAL);
      assertThat(Canonical.bytes(yaml.orThrow())).isEqualTo(Canonical.bytes(value));
    });
  }

  @Test
  void a_mutated_json_document_is_read_or_refused_and_never_throws() {
    always(chance -> {
      var text = mutated(utf8(Json.pretty(value(chance, 4))), chance);
      readOrRefused(Json.parse("f", text, Code.MANIFEST_INVALID), text);
    });
  }

  @Test
  void a_mutated_yaml_document_is_read_or_refused_and_never_throws() {
    always(chance -> {
      var text = mutated(utf8(EXAMPLE), chance);
      readOrRefused(Yaml.parse("f", text, Code.PLAN_INVALID), text);
    });
  }

  @Test
  void every_beginning_of_a_document_is_read_or_refused_and_never_throws() {
    var yaml = utf8(EXAMPLE);
    for (int length = 0; length < yaml.length; length++) {
      var head = Arrays.copyOf(yaml, length);
      readOrRefused(Yaml.parse("f", head, Code.PLAN_INVALID), head);
      readOrRefused(Json.parse("f", head, Code.PLAN_INVALID), head);
    }
  }

  private static void readOrRefused(Outcome<Value> outcome, byte[] text) {
    long lines = new String(text, StandardCharsets.ISO_8859_1).lines().count() + 1;
    switch (outcome) {
      case Outcome.Ok<Value>(var value, _) -> {
        var canonical = Canonical.bytes(value);
        var again = Json.parse("f", canonical.toArray(), Code.INTERNAL).orThrow();
        assertThat(Canonical.bytes(again)).isEqualTo(canonical);
      }
      case Outcome.Refused<Value>(var problems) ->
          assertThat(problems)
              .allSatisfy(problem -> {
                assertThat(problem.where()).matches("f:[0-9]+:[0-9]+");
                assertThat(Integer.parseInt(problem.where().split(":", -1)[1]))
                    .isLessThanOrEqualTo((int) lines);
              });
    }
  }

  private static byte[] mutated(byte[] text, SplittableRandom chance) {
    var bytes = text.clone();
    var spice = utf8("{}[]\",:'\\&*!|>%@`#-?~\n\t \0\u00e9\u2028\ufeff0123456789eE+.<=");
    for (int i = chance.nextInt(1, 6); i > 0 && bytes.length > 1; i--) {
      int at = chance.nextInt(bytes.length);
      switch (chance.nextInt(4)) {
        case 0 -> bytes[at] = (byte) chance.nextInt(256);
        case 1 -> bytes[at] = spice[chance.nextInt(spice.length)];
        case 2 -> { // drop a piece
          int to = Math.min(bytes.length, at + chance.nextInt(8));
          var rest = Arrays.copyOf(bytes, bytes.length - (to - at));
          System.arraycopy(bytes, to, rest, at, bytes.length - to);
          bytes = rest;
        }
        default -> { // double a piece
          int to = Math.min(bytes.length, at + chance.nextInt(20));
          var more = Arrays.copyOf(bytes, bytes.length + to - at);
          System.arraycopy(bytes, at, more, to, bytes.length - at);
          bytes = more;
        }
      }
    }
    return bytes;
  }

  private static Value value(SplittableRandom chance, int depth) {
    return switch (chance.nextInt(depth == 0 ? 4 : 6)) {
      case 0 -> Value.text(text(chance));
      case 1 ->
          Value.number(
              chance.nextLong(-Value.LARGEST_INTEGER, Value.LARGEST_INTEGER) >> chance.nextInt(54));
      case 2 -> Value.bool(chance.nextBoolean());
      case 3 -> new Value.Nil(Value.NOWHERE);
      case 4 -> {
        var items = new ArrayList<Value>();
        for (int i = chance.nextInt(4); i > 0; i--) {
          items.add(value(chance, depth - 1));
        }
        yield Value.array(items);
      }
      default -> {
        var object = Value.object();
        for (int i = chance.nextInt(4); i > 0; i--) {
          object.put(i + text(chance), value(chance, depth - 1));
        }
        yield object.build();
      }
    };
  }

  private static String text(SplittableRandom chance) {
    var text = new StringBuilder();
    for (int i = chance.nextInt(6); i > 0; i--) {
      int point =
          switch (chance.nextInt(4)) {
            case 0 -> chance.nextInt(1, 0x20);
            case 1 -> chance.nextInt(0xA0, 0xD800);
            case 2 -> chance.nextInt(0x1F300, 0x1F600);
            default -> chance.nextInt(0x20, 0x7F);
          };
      text.appendCodePoint(point);
    }
    return text.toString();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
