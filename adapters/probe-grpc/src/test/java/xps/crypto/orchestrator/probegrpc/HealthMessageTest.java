package xps.crypto.orchestrator.probegrpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthMessageTest {
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void a_question_for_the_server_as_a_whole_is_empty() {
    assertThat(HealthMessage.request("")).isEqualTo(HEX.parseHex("0000000000"));
  }

  @Test
  void a_question_for_a_service_names_it_however_long_its_name_is() {
    assertThat(HealthMessage.request("a.B")).isEqualTo(HEX.parseHex("0000000005" + "0a03612e42"));
    assertThat(HEX.formatHex(HealthMessage.request("x".repeat(200))))
        .isEqualTo("00000000cb" + "0ac801" + "78".repeat(200));
  }

  @ParameterizedTest
  @CsvSource({
    "0000000000,0", // as protobuf leaves out what is 0
    "00000000020801,1",
    "00000000020802,2",
    "00000000020803,3",
    "0000000004080208 01,1", // the last one counts
    "000000000410050801,1", // a field that nobody knows
    "00000000061202ffff0801,1",
    "000000000b190102030405060708 0801,1",
    "00000000071d010203040801,1",
    "0000000003088100,1", // a 1 in more bytes than it needs
  })
  void what_a_message_says_is_read_whatever_stands_beside_it(String body, int status) {
    assertThat(HealthMessage.status(HEX.parseHex(body.replace(" ", "")))).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"00000000020804", "000000000b08ffffffffffffffffff01"})
  void a_number_that_the_protocol_does_not_have_is_another(String body) {
    assertThat(HealthMessage.status(HEX.parseHex(body))).isEqualTo(HealthMessage.ANOTHER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00000000",
        "01000000020801", // compressed
        "00000000030801", // shorter than it says
        "00000000010801", // longer
        "0000000004080108", // ends within a field
        "00ffffffff0801",
        "000000000208ff",
        "000000000c08ffffffffffffffffffff01", // a number that doesn't end
        "00000000021207", // a text that is longer than the message
        "000000000b12ffffffffffffffffff01", // or shorter than nothing
        "00000000020001", // field 0
        "000000000113", // a group
        "000000000219 01",
      })
  void hostile_bytes_are_no_message(String body) {
    assertThat(HealthMessage.status(HEX.parseHex(body.replace(" ", ""))))
        .isEqualTo(HealthMessage.MALFORMED);
  }

  @Test
  void no_bytes_make_it_throw() {
    for (int seed = 0; seed < 20_000; seed++) {
      var random = new Random(seed);
      var body = new byte[5 + random.nextInt(24)];
      random.nextBytes(body);
      body[0] = 0;
      body[1] = 0;
      body[2] = 0;
      body[3] = 0;
      body[4] = (byte) (body.length - 5);
      assertThat(HealthMessage.status(body)).as("seed %s", seed).isBetween(-2, 3);
    }
  }
}
