package xps.crypto.orchestrator.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlatObjectTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"op\":\"status\",\"nonce\":\"a1\"}",
        " {\t\"op\" :\"status\" , \"nonce\": \"a1\" }\r",
        "{\"generation\":0}",
        "{\"generation\":9007199254740991}",
        "{\"message\":\"\"}",
        "{\"message\":\"a \\\"quoted\\\" word, a \\\\ and {\\/}\"}",
      })
  void what_a_line_can_say_is_read_and_written_again(String line) {
    var read = FlatObject.parse(line).orElseThrow();

    assertThat(FlatObject.parse(read.line()).orElseThrow().line()).isEqualTo(read.line());
  }

  @Test
  void escapes_stand_for_themselves() {
    assertThat(FlatObject.parse("{\"message\":\"\\\"\\\\\\/\"}").map(it -> it.text(Field.MESSAGE)))
        .isEqualTo(Optional.of("\"\\/"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "}",
        "{}",
        "{\"op\":\"status\"",
        "{\"op\":\"status\",}",
        "{,\"op\":\"status\"}",
        "{\"op\":\"status\" \"nonce\":\"a1\"}",
        "{\"op\":\"status\"}}",
        "{\"op\":\"status\",\"op\":\"status\"}",
        "{\"path\":\"status\"}",
        "{\"OP\":\"status\"}",
        "{\"\":\"status\"}",
        "{op:\"status\"}",
        "{\"op\":status}",
        "{\"op\":\"status}",
        "{\"op\":\"Status\"}",
        "{\"op\":\"\"}",
        "{\"op\":1}",
        "{\"op\":{\"op\":\"status\"}}",
        "{\"op\":null}",
        "{\"generation\":}",
        "{\"generation\":\"1\"}",
        "{\"generation\":01}",
        "{\"generation\":-1}",
        "{\"generation\":1.0}",
        "{\"generation\":1e3}",
        "{\"generation\":12345678901234567}",
        "{\"message\":\"\\n\"}",
        "{\"message\":\"\\u0041\"}",
        "{\"message\":\"\u00e9\"}",
        "{\"message\":\"a\tb\"}",
        "{\"message\":\"\\",
        "{\"message\":\"\\\"}",
        "{\"nonce\":\"a-1\"}",
        "{\"name\":\".so\"}",
        "{\"name\":\"a/b\"}",
        "{\"sha256\":\"ABCDEF\"}",
      })
  void anything_else_is_no_object(String line) {
    assertThat(FlatObject.parse(line)).isEmpty();
  }

  @Test
  void a_text_is_as_long_as_its_field_allows() {
    assertThat(FlatObject.parse("{\"message\":\"" + "m".repeat(503) + "\"}")).isPresent();
    assertThat(FlatObject.parse("{\"message\":\"" + "m".repeat(504) + "\"}")).isEmpty();
    assertThat(FlatObject.parse("{\"nonce\":\"" + "n".repeat(64) + "\"}")).isPresent();
    assertThat(FlatObject.parse("{\"nonce\":\"" + "n".repeat(65) + "\"}")).isEmpty();
  }
}
