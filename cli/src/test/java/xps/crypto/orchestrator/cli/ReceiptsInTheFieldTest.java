package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.cli.organisation.PatchFolder;

/**
 * {@code strategy.receipts: required} with real agents, services and modules: the canary's agent
 * signs that it is well, and the next wave's agent takes nothing without that.
 */
@Timeout(120)
class ReceiptsInTheFieldTest {
  @TempDir Path folder;
  private AFieldFleet fleet;
  private PatchFolder patch;

  @BeforeEach
  void a_fleet_of_two_under_a_plan_that_requires_receipts() throws Exception {
    fleet = new AFieldFleet(folder, "127.0.1.61", "127.0.1.62").mint();
    var organisation = fleet.organisation;
    organisation.nameKeysOf(fleet.nodes);
    var plan = Files.readString(organisation.plan());
    Files.writeString(
        organisation.plan(), plan.replace("\n  waves:", "\n  receipts: required\n  waves:"));
    patch = fleet.patch("3.2.1");
  }

  @AfterEach
  void end() {
    fleet.close();
  }

  @Test
  void the_canarys_agent_gives_its_word_and_the_next_waves_agent_goes_by_it() throws Exception {
    fleet.start();
    var organisation = fleet.organisation;
    fleet.approved(patch);

    assertThat(fleet.apply(patch).exits(0).text("result")).isEqualTo("DONE");

    for (var node : fleet.nodes) {
      var status = fleet.xps("agent", "status", "--config", node.agentConfig(), "--json").exits(0);
      assertThat(status.text("state")).isEqualTo("healthy");
      assertThat(status.text("key")).isEqualTo(node.key().hex());
      assertThat(Files.readString(organisation.fleet())).contains(node.key().hex());
    }
  }
}
