package xps.crypto.orchestrator.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.document.Code.PLAN_INVALID;
import static xps.crypto.orchestrator.document.Code.PROBE_HOST_NOT_ALLOWED;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;

class ProbeTargetTest {

  private static final Map<String, String> WORDS =
      Map.of(
          "host", "10.0.0.7",
          "node", "validator-17",
          "region", "eu/../admin?x=1#y",
          "evil", "10.0.0.7@attacker.example",
          "six", "fd12::7");
  private static final Set<String> FLEET = Set.of("10.0.0.7", "fd12::7", "metrics.example");

  @Test
  void the_founding_documents_probe_asks_the_nodes_own_host() {
    assertThat(target("http+tls://{host}:8443/healthz"))
        .isEqualTo(new ProbeTarget(ProbeTarget.Scheme.HTTP_TLS, "10.0.0.7", 8443, "/healthz"));
  }

  @Test
  void a_label_can_not_leave_its_place_in_the_path() {
    assertThat(target("http://{host}:80/{region}/health").path())
        .isEqualTo("/eu%2F..%2Fadmin%3Fx%3D1%23y/health");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://attacker.example:80/",
        "http://{evil}:80/",
        "http://{node}:80/",
        "http://{host}.attacker.example:80/",
        "http://localhost:80/",
        "tcp://169.254.169.254:80",
      })
  void a_plan_can_not_make_the_control_plane_call_a_stranger(String probe) {
    assertThat(code(probe)).isEqualTo(PROBE_HOST_NOT_ALLOWED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://{host}@attacker.example:80/",
        "http://{host}:80@attacker.example/",
        "http://{host}:{port}/",
        "http://{host}:99999/",
        "http://{host}:0/",
        "http://{host}:80/a b",
        "http://{host}:80/a\r\nHost: x",
        "ftp://{host}/",
        "grpc+tls://{host}:50051",
        "exec:healthcheck",
        "tcp://{host}",
        "nonsense",
        "",
      })
  void a_probe_that_can_not_be_asked_makes_the_plan_invalid(String probe) {
    assertThat(code(probe)).isIn(PLAN_INVALID, PROBE_HOST_NOT_ALLOWED);
    assertThat(ProbeTarget.of(probe, WORDS, FLEET).isOk()).isFalse();
  }

  @Test
  void without_what_asks_grpc_servers_such_a_plan_is_refused_with_what_is_missing() {
    assertThat(ProbeTarget.of("grpc+tls://{host}:50051", WORDS, FLEET).problems())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.code()).isEqualTo(PLAN_INVALID);
          assertThat(problem.message()).contains("probe-grpc", "isn't here");
          assertThat(problem.remedy()).contains("probe-grpc");
        });
  }

  @Test
  void a_host_that_the_plan_lists_may_be_asked() {
    assertThat(target("tls://metrics.example:9443").host()).isEqualTo("metrics.example");
  }

  @Test
  void an_ipv6_host_keeps_its_brackets_in_the_url_only() {
    var target = target("http+tls://{six}:8443/");
    assertThat(target.host()).isEqualTo("fd12::7");
    assertThat(target.authority()).isEqualTo("[fd12::7]:8443");
  }

  private static ProbeTarget target(String probe) {
    return ProbeTarget.of(probe, WORDS, FLEET).orThrow();
  }

  private static Code code(String probe) {
    return switch (ProbeTarget.of(probe, WORDS, FLEET)) {
      case Outcome.Ok<ProbeTarget> ok -> throw new AssertionError("accepted: " + ok.value());
      case Outcome.Refused<ProbeTarget> refused -> refused.problems().getFirst().code();
    };
  }
}
