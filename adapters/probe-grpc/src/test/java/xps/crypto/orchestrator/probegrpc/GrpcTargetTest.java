package xps.crypto.orchestrator.probegrpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import xps.crypto.orchestrator.bind.ProbeTarget;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;

/** Where the adapter is there, a plan may have such probes. */
class GrpcTargetTest {
  private static final Map<String, String> WORDS =
      Map.of("host", "10.0.0.7", "service", "my.Service", "evil", "my.Service/../x y");

  private static Outcome<ProbeTarget> target(String probe) {
    return ProbeTarget.of(probe, WORDS, Set.of("10.0.0.7"));
  }

  @ParameterizedTest
  @CsvSource({
    "grpc+tls://{host}:50051,''",
    "grpc+tls://{host}:50051/,''",
    "grpc+tls://{host}:50051/my.Service,/my.Service",
    "grpc+tls://{host}:50051/{service},/my.Service",
  })
  void the_path_is_the_service_or_nothing(String probe, String path) {
    assertThat(target(probe).orThrow())
        .isEqualTo(new ProbeTarget(ProbeTarget.Scheme.GRPC_TLS, "10.0.0.7", 50_051, path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grpc+tls://{host}",
        "grpc+tls://{host}:50051/{evil}",
        "grpc+tls://{host}:50051/a?b=c",
        "grpc+tls://{host}:50051//",
        "grpc://{host}:50051",
      })
  void a_probe_that_can_not_be_asked_makes_the_plan_invalid(String probe) {
    assertThat(target(probe).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.code()).isEqualTo(Code.PLAN_INVALID));
  }

  @Test
  void a_service_has_an_end() {
    assertThat(target("grpc+tls://{host}:50051/" + "s".repeat(200)).isOk()).isTrue();
    assertThat(target("grpc+tls://{host}:50051/" + "s".repeat(201)).isOk()).isFalse();
  }

  @Test
  void a_strangers_server_is_not_asked() {
    assertThat(target("grpc+tls://169.254.169.254:50051").problems().getFirst().code())
        .isEqualTo(Code.PROBE_HOST_NOT_ALLOWED);
  }
}
