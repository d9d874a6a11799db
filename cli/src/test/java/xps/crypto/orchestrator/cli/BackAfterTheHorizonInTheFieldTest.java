package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.cli.organisation.Member;
import xps.crypto.orchestrator.cli.organisation.NodeFolder;
import xps.crypto.orchestrator.cli.organisation.PatchFolder;

/** A real node whose patch is committed goes back by approvals that say so, and not without. */
@Timeout(180)
class BackAfterTheHorizonInTheFieldTest {
  private static final Duration HORIZON = Duration.ofSeconds(1);

  @TempDir Path folder;
  private AFieldFleet fleet;
  private NodeFolder canary;
  private PatchFolder patch;

  @BeforeEach
  void a_fleet_whose_canary_is_committed_after_a_second_and_whose_other_node_is_away()
      throws Exception {
    fleet = new AFieldFleet(folder, "127.0.1.69", "127.0.1.70");
    var plan = Files.readString(fleet.organisation.plan());
    Files.writeString(
        fleet.organisation.plan(),
        plan.replaceFirst("(?m)^rollback:\\n", "rollback:\n  horizon: 1s\n"));
    fleet.mint().start();
    canary = fleet.nodes.get(0);
    fleet.switchOff(fleet.nodes.get(1));
    patch = fleet.approved(fleet.patch("3.2.1"));
  }

  @AfterEach
  void end() {
    fleet.close();
  }

  private String stateOfTheCanary() {
    return fleet
        .xps("agent", "status", "--config", canary.agentConfig(), "--json")
        .exits(0)
        .text("state");
  }

  private void approveTheWayBack(Member member) {
    var words = fleet.about("approve", patch);
    words.addAll(List.of("--as", member.name(), "--key", fleet.organisation.keyOf(member)));
    words.addAll(List.of("--rollback", "--yes"));
    fleet.xps(words.toArray()).exits(0);
  }

  private void isCommitted() {
    var home = fleet.organisation.home();
    AFieldFleet.await(
        "the canary is healthy",
        () -> fleet.xps("rollout", "why", "api-1", "--home", home).out().contains("is healthy"));
    var over = Instant.now().plus(HORIZON);
    AFieldFleet.await("the horizon has passed", () -> Instant.now().isAfter(over));
  }

  @Test
  void approvals_that_say_so_send_it_back() throws Exception {
    var applied = CompletableFuture.supplyAsync(() -> fleet.applyAsTimePasses(patch));
    isCommitted();

    fleet.organisation.staff().releaseManagers().forEach(this::approveTheWayBack);
    fleet
        .xps("rollout", "rollback", "--home", fleet.organisation.home(), "--reason", "it leaks")
        .exits(0);

    assertThat(applied.get(90, TimeUnit.SECONDS).text("result")).isEqualTo("ROLLED_BACK");
    assertThat(stateOfTheCanary()).isEqualTo("rolled_back");
  }

  @Test
  void an_operator_alone_leaves_it_where_it_is() throws Exception {
    var applied = CompletableFuture.supplyAsync(() -> fleet.applyAsTimePasses(patch));
    isCommitted();

    fleet.xps("rollout", "rollback", "--home", fleet.organisation.home()).exits(0);

    assertThat(applied.get(90, TimeUnit.SECONDS).text("result")).isNotEqualTo("DONE");
    assertThat(stateOfTheCanary()).isEqualTo("healthy");
  }
}
