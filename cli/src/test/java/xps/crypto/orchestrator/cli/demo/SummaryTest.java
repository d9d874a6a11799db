package xps.crypto.orchestrator.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Json;

class SummaryTest {
  private static final Summary GOOD = summary(12_431, 0, 0, true, 10);

  @Test
  void json_has_the_members_of_the_contract() {
    assertThat(Json.compact(GOOD.toJson()))
        .isEqualTo(
            "{\"phases\":[{\"name\":\"hot-patch\",\"ok\":true,\"exit\":0},"
                + "{\"name\":\"bad-patch\",\"ok\":true,\"exit\":13}],"
                + "\"calls\":{\"made\":12431,\"lost\":0,\"wrong\":0},"
                + "\"canary\":{\"node\":\"api-1\",\"wrong\":7},"
                + "\"waves\":[{\"name\":\"canary\",\"duration_ms\":1234}],"
                + "\"audit_records\":120,\"attacks\":{\"made\":10,\"refused\":10}}");
  }

  @Test
  void the_table_says_the_same() {
    assertThat(Table.of(GOOD.rows()))
        .contains(
            "calls made                                 12,431",
            "calls lost                                 0",
            "canary of 3.2.1                            1.2 s",
            "attacks refused                            10 of 10");
  }

  @Test
  void it_is_good_only_when_everything_is() {
    assertThat(GOOD.ok()).isTrue();
    assertThat(summary(0, 0, 0, true, 10).ok()).as("nobody called").isFalse();
    assertThat(summary(9, 1, 0, true, 10).ok()).as("a call was lost").isFalse();
    assertThat(summary(9, 0, 1, true, 10).ok()).as("an answer was wrong").isFalse();
    assertThat(summary(9, 0, 0, false, 10).ok()).as("a part went otherwise").isFalse();
    assertThat(summary(9, 0, 0, true, 9).ok()).as("an attack got through").isFalse();
  }

  private static Summary summary(long calls, long lost, long wrong, boolean ok, int refused) {
    return new Summary(
        List.of(new PartResult("hot-patch", ok, 0), new PartResult("bad-patch", true, 13)),
        calls,
        lost,
        wrong,
        "api-1",
        7,
        List.of(new Summary.WaveTime("canary", Duration.ofMillis(1_234))),
        120,
        10,
        refused);
  }
}
