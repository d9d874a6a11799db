package xps.crypto.orchestrator.bind;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.planner.RolloutResult;

/**
 * A plan whose probe is a command of the nodes' own: the runner asks nobody, and takes their word.
 */
@Timeout(60)
class LocalProbeRolloutTest {
  @TempDir Path folder;
  private Theatre theatre;

  @BeforeEach
  void open() throws Exception {
    var organisation = new Organisation();
    organisation.plan =
        organisation.plan.replace("http+tls://{host}:8443/healthz", "exec:node-health");
    theatre = new Theatre(organisation, folder);
  }

  @AfterEach
  void close() throws Exception {
    theatre.close();
  }

  @Test
  void every_node_is_healthy_by_its_own_word_whatever_could_be_seen_from_outside()
      throws Exception {
    theatre.fleet.sick.addAll(List.of("api-1", "api-2", "validator-1", "validator-2"));

    var result = theatre.runner().apply(theatre.permit()).await();

    assertThat(result.kind()).isEqualTo(RolloutResult.Kind.DONE);
    assertThat(result.healthy()).isEqualTo(4);
  }

  @Test
  void it_is_no_reason_not_to_begin() {
    assertThat(HealthProbe.refusals(theatre.organisation.plan())).isEmpty();
  }
}
