package xps.crypto.orchestrator.planner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xps.crypto.orchestrator.document.Canonical;

/** The fast way to read a fleet says what the careful way says, or nothing. */
class FleetScanTest {
  private static final String NODE =
      "{\"id\":\"a\",\"host\":\"a.example\",\"labels\":{\"role\":\"api\",\"zone\":\"z\"}}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        NODE,
        " { \"host\" : \"a\" , \"id\" : \"a\" } ",
        "{\"id\":\"a\",\"host\":\"a\",\"installed\":\"3.2.1-rc.1\"}",
        "{\"id\":\"a\",\"host\":\"a\",\"installed\":{\"b.so\":\"1.0.0\",\"a.so\":\"2.0.0\"}}",
        "{\"id\":\"a\",\"host\":\"10.0.0.1\","
            + "\"key\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}"
      })
  void what_is_usual_is_read_as_it_is_read_with_care(String node) {
    for (var text : List.of("{\"nodes\":[" + node + "]}", "{\"nodes\" :\n [" + node + "\n]}\n")) {
      same("fleet.json", text);
    }
    var line = node.strip();
    same("fleet.jsonl", line);
    same("fleet.jsonl", line + "\n" + line.replace("\"a\"", "\"B\"") + "\n");
  }

  private static void same(String file, String text) {
    var scanned = FleetScan.of(file, text.getBytes(UTF_8)).flatMap(Fleet::of).orElseThrow();
    var read = FleetReader.parseWithCare(file, text.getBytes(UTF_8)).orThrow();

    assertThat(scanned.nodes()).isEqualTo(read.nodes());
    assertThat(scanned.generation()).isEqualTo(read.generation());
    assertThat(Canonical.bytes(scanned.document())).isEqualTo(Canonical.bytes(read.document()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"nodes\":[]}",
        "{\"nodes\":[{}]}",
        "{\"nodes\":[{\"id\":\"a\"}]}",
        "{\"nodes\":[{\"id\":\"a\",\"host\":\"a\"},]}",
        "{\"nodes\":[{\"id\":\"a\",\"host\":\"a\"}]} x",
        "{\"nodes\":[{\"id\":\"a\",\"id\":\"b\",\"host\":\"a\"}]}",
        "{\"nodes\":[{\"id\":\"a\",\"host\":\"a\",\"labels\":{}}]}",
        "{\"nodes\":[{\"id\":\"a\",\"host\":\"a\",\"labels\":{\"r\":\"1\",\"r\":\"2\"}}]}",
        "{\"nodes\":[{\"id\":\"a\",\"host\":\"a\",\"labels\":{\"r\":1}}]}",
        "{\"nodes\":[{\"id\":\"a\",\"host\":\"a\",\"installed\":\"one\"}]}",
        "{\"nodes\":[{\"id\":\"\\u0061\",\"host\":\"a\"}]}",
        "{\"nodes\":[{\"id\":\"ä\",\"host\":\"a\"}]}",
        "{\"nodes\":[{\"id\":\"a\",\"host\":\"a\",\"color\":\"red\"}]}",
        "{\"nodes\":[{\"id\":\"a\",\"host\":\"a/b\"}]}",
        "{\"nodes\":[{\"id\":\"a\",\"host\":\"a\"}",
        "{\"nodes\":[{\"id\":\"a\",\"host\":\"a",
        "{\"nodes\":[{\"id\":\"a\",\"host\":\"a\"},{\"id\":\"a\",\"host\":\"b\"}]}"
      })
  void whatever_else_is_left_to_the_careful_way(String text) {
    assertThat(FleetScan.of("fleet.json", text.getBytes(UTF_8)).flatMap(Fleet::of)).isEmpty();
  }

  @Test
  void in_jsonl_a_node_is_a_line() {
    for (var text : List.of("{\"id\":\"a\",\n\"host\":\"a\"}", NODE + "\n\n" + NODE, "\n" + NODE)) {
      assertThat(FleetScan.of("fleet.jsonl", text.getBytes(UTF_8))).isEmpty();
    }
  }

  /** Any mutilation of a fleet gets the same answer either way. */
  @Test
  void the_fast_way_takes_nothing_that_the_careful_way_refuses() {
    var chance = new SplittableRandom(7);
    var whole =
        ("{\"nodes\":[" + NODE + "," + NODE.replace("\"a\"", "\"b\"") + "]}").getBytes(UTF_8);
    var taken = new ArrayList<String>();
    for (int i = 0; i < 20_000; i++) {
      byte[] mutilated = whole.clone();
      for (int change = 0; change <= chance.nextInt(2); change++) {
        mutilated[chance.nextInt(mutilated.length)] =
            (byte) "\"{}[]:,\\ ab\n\u0000/".charAt(chance.nextInt(14));
      }
      var scanned = FleetScan.of("fleet.json", mutilated).flatMap(Fleet::of);
      if (scanned.isPresent()) {
        var read = FleetReader.parseWithCare("fleet.json", mutilated).orThrow();
        assertThat(scanned.get().generation()).isEqualTo(read.generation());
        taken.add(new String(mutilated, UTF_8));
      }
    }
    assertThat(taken).as("some are still fleets").isNotEmpty();
  }
}
