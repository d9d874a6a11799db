package xps.crypto.orchestrator.planner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;

/** A probe that can't work is the plan's mistake, found before anybody approves it. */
class ProbeTemplateTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://{host/",
        "http://host}/",
        "http://{{host}}/",
        "http://{}/",
        "http+tls://{host}:{port}/",
        "http+tls://{host}:99999/",
        "http+tls://{host}:0/",
        "http+tls://{host}:/",
        "http://user@{host}/",
        "http://{host}:80@elsewhere/",
        "http://{host}/{",
        "http://{host}/a b",
        "http://[{host}/",
        "http:///healthz",
        "{scheme}://{host}/",
        "tcp://{host}",
        "tls://{host}",
        "grpc+tls://{host}",
        "exec:../x",
        "exec:",
        "ftp://{host}/",
        "healthz",
      })
  void a_probe_that_can_not_work_makes_the_plan_invalid(String probe) {
    assertThat(ProbeTemplate.parse(probe)).isEmpty();
    assertThat(plan("probe: \"" + probe + "\"").problems())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.code()).isEqualTo(Code.PLAN_INVALID);
          assertThat(problem.where()).startsWith("plan.yaml:4:");
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http+tls://{host}:8443/healthz",
        "http://{host}",
        "http://{node}.{region}.example:65535/{role}/x?y=1",
        "http://[fd12::7]:80/",
        "tcp://{host}:5432",
        "tls://10.0.0.7:443",
        "grpc+tls://{host}:50051",
        "exec:check-disk",
      })
  void what_the_formats_allow_is_read(String probe) {
    assertThat(ProbeTemplate.parse(probe)).isPresent();
    assertThat(plan("probe: \"" + probe + "\"").isOk()).isTrue();
  }

  @Test
  void a_long_path_is_read_without_exhausting_anything() {
    assertThat(ProbeTemplate.parse("http://{host}/" + "{a}".repeat(670))).isPresent();
    assertThat(ProbeTemplate.parse("http://{host}/" + "a".repeat(2_048))).isEmpty();
  }

  @Test
  void the_parts_are_told_apart() {
    assertThat(ProbeTemplate.parse("http+tls://[{six}]:8443/{region}/x").orElseThrow())
        .isEqualTo(new ProbeTemplate("http+tls", "{six}", OptionalInt.of(8443), "/{region}/x"))
        .satisfies(probe -> assertThat(probe.words()).containsExactly("six", "region"));
  }

  @Test
  void an_allowed_host_is_a_host() {
    for (var host : List.of("", "http://x", "a b", "*", "x/y")) {
      assertThat(plan("probe: \"http://{host}/\", hosts_allow: [\"" + host + "\"]").problems())
          .as(host)
          .singleElement()
          .satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(Code.PLAN_INVALID);
            assertThat(problem.where()).startsWith("plan.yaml:4:");
          });
    }
    assertThat(plan("probe: \"http://{host}/\", hosts_allow: [lb.example, \"fd12::7\"]").isOk())
        .isTrue();
  }

  @Test
  void a_label_that_a_node_in_scope_does_not_have_is_refused_with_the_node() {
    var outcome = ARollout.planned("http://{host}/{nolabel}/");

    assertThat(outcome.problems())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.code()).isEqualTo(Code.PLAN_INVALID);
          assertThat(problem.message()).contains("a-1", "nolabel");
        });
    assertThat(ARollout.planned("http://{node}.example/{region}/").isOk()).isTrue();
  }

  private static Outcome<Plan> plan(String healthCheck) {
    var text =
        """
        strategy:
          waves:
            - {name: wave-1, match: ["*"], concurrency: 1}
        health_check: {%s}
        """
            .formatted(healthCheck);
    return Plan.parse("plan.yaml", text.getBytes(UTF_8));
  }
}
