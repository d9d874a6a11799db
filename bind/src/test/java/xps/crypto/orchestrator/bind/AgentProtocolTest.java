package xps.crypto.orchestrator.bind;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.Direction;

/** The bytes between agents and control plane: programs of other versions read and write them. */
class AgentProtocolTest {

  private static final Sha256 NOTHING = Sha256.of(new byte[0]);
  private static final Instant AT = Instant.parse("2026-03-04T20:31:00Z");

  @Test
  void a_desired_state_has_exactly_these_bytes() {
    var desired = new Desired(7, Direction.FORWARD, "r1", Bytes.utf8("{\"warrant\":{\"a\":1}}"));

    assertThat(desired.toJson().text())
        .isEqualTo(
            "{\"generation\":7,\"direction\":\"forward\",\"rollout\":\"r1\","
                + "\"envelope\":{\"warrant\":{\"a\":1}}}");
    assertThat(Desired.parse(desired.toJson().toArray()).orThrow()).isEqualTo(desired);
  }

  /** Read, they would take hundreds of MiB; an agent has 48. */
  @ParameterizedTest
  @ValueSource(strings = {"{}", "0", "{\"\":0}", "[[]]"})
  void an_answer_that_fits_as_text_and_not_in_memory_is_refused(String value) {
    var many = (value + ",").repeat(Desired.MAX_BYTES / 2 / (value.length() + 1)) + "0";
    var answer =
        "{\"generation\":7,\"direction\":\"forward\",\"rollout\":\"r1\",\"envelope\":{\"a\":["
            + many
            + "]}}";

    assertThat(Desired.parse(answer.getBytes(UTF_8)).problems())
        .extracting(Problem::message)
        .last()
        .isEqualTo("more than 32768 values");
  }

  @Test
  void a_batch_of_reports_has_exactly_these_bytes() {
    var active = new TreeMap<String, Sha256>();
    active.put("hash.so", NOTHING);
    var report =
        new NodeReport(
            3,
            AT,
            "r1",
            NodePhase.REFUSED,
            7,
            active,
            Optional.of(NOTHING),
            Optional.of(new Problem(Code.TOO_EARLY, "wave-2 may start later", "check 9", "wait")),
            OptionalInt.of(9),
            new NodeReport.Seen(12, NOTHING),
            Set.of(NodeReport.Flag.UNSANDBOXED));
    var batch = new ReportBatch("0123456789abcdef", List.of(report));

    assertThat(batch.toJson().text())
        .isEqualTo(
            """
            {"boot":"0123456789abcdef","reports":[{"seq":3,"at":"2026-03-04T20:31:00Z",\
            "rollout":"r1","state":"refused","generation":7,"active":{"hash.so":"HEX"},\
            "body":"HEX","problem":{"code":"TOO_EARLY","message":"wave-2 may start later",\
            "where":"check 9","remedy":"wait"},"check":9,"checkpoint":{"size":12,"root":"HEX"},\
            "unsandboxed":true}]}\
            """
                .replace("HEX", NOTHING.hex()));
    assertThat(ReportBatch.parse(batch.toJson().toArray()).orThrow()).isEqualTo(batch);
  }

  @Test
  void a_node_with_nothing_to_say_says_just_that() {
    String text =
        """
        {"boot":"0123456789abcdef","reports":[{"seq":1,"at":"2026-03-04T20:31:00Z","rollout":"",
         "state":"idle","generation":0,"active":{},"checkpoint":{"size":0,"root":"%s"}}]}
        """
            .formatted(NOTHING.hex());

    var report = ReportBatch.parse(text.getBytes(UTF_8)).orThrow().reports().getFirst();
    assertThat(report.state()).isEqualTo(NodePhase.IDLE);
    assertThat(report.checkpoint()).isEqualTo(NodeReport.Seen.NOTHING);
  }

  @Test
  void a_code_of_a_newer_agent_is_kept_as_text() {
    String text =
        """
        {"boot":"0123456789abcdef","reports":[{"seq":1,"at":"2026-03-04T20:31:00Z","rollout":"r1",
         "state":"failed","generation":1,"active":{},"checkpoint":{"size":0,"root":"%s"},
         "problem":{"code":"FROM_THE_FUTURE","message":"m","where":"w","remedy":"r"}}]}
        """
            .formatted(NOTHING.hex());

    var problem = ReportBatch.parse(text.getBytes(UTF_8)).orThrow().reports().getFirst().problem();
    assertThat(problem)
        .hasValueSatisfying(told -> {
          assertThat(told.code()).isEqualTo(Code.INTERNAL);
          assertThat(told.message()).startsWith("FROM_THE_FUTURE: ");
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"boot\":\"x\",\"reports\":[]}",
        "{\"boot\":\"0123456789abcdef\"}",
        "{\"boot\":\"0123456789abcdef\",\"reports\":[{}]}",
        "{\"boot\":\"0123456789abcdef\",\"reports\":[1]}",
        "{\"boot\":\"0123456789abcdef\",\"reports\":[],\"more\":1}",
        "{\"boot\":\"0123456789abcdef\",\"reports\":[],\"reports\":[]}",
      })
  void what_is_not_a_batch_is_refused(String text) {
    assertThat(ReportBatch.parse(text.getBytes(UTF_8)).problems())
        .isNotEmpty()
        .allSatisfy(problem -> assertThat(problem.code()).isEqualTo(Code.USAGE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"generation\":0,\"direction\":\"forward\",\"rollout\":\"r1\",\"envelope\":{}}",
        "{\"generation\":1,\"direction\":\"sideways\",\"rollout\":\"r1\",\"envelope\":{}}",
        "{\"generation\":1,\"direction\":\"forward\",\"rollout\":\"r1\",\"envelope\":[]}",
      })
  void what_is_not_a_desired_state_is_refused(String text) {
    assertThat(Desired.parse(text.getBytes(UTF_8)).problems())
        .isNotEmpty()
        .allSatisfy(problem -> assertThat(problem.code()).isEqualTo(Code.WARRANT_INVALID));
  }
}
