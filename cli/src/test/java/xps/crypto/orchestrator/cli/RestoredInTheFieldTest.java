package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.cli.organisation.NodeFolder;
import xps.crypto.orchestrator.document.Value;

/** A machine whose disk is put back to an earlier state, with real agents and services. */
@Timeout(180)
class RestoredInTheFieldTest {
  @TempDir Path folder;
  private AFieldFleet fleet;
  private NodeFolder node;

  @BeforeEach
  void a_fleet_that_has_had_a_patch() throws Exception {
    fleet = new AFieldFleet(folder, "127.0.1.67", "127.0.1.68").mint();
    node = fleet.nodes.get(1);
    copy(store(), snapshot());
    fleet.start();
    assertThat(fleet.apply(fleet.approved(fleet.patch("3.2.1"))).exits(0).text("result"))
        .isEqualTo("DONE");
  }

  @AfterEach
  void end() {
    fleet.close();
  }

  private Path store() {
    return node.agentConfig().resolveSibling("store");
  }

  private Path snapshot() {
    return folder.resolve("snapshot");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (var file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()), LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private boolean isHeld() {
    var shown = fleet.xps("status", "--home", fleet.organisation.home(), "--json");
    return shown.exit() == 0
        && ((Value.Arr) shown.json().get("nodes").orElseThrow())
            .items().stream()
                .anyMatch(
                    it -> it.toString().contains("wallet-1") && it.toString().contains("restored"));
  }

  private Ran status() {
    return fleet.xps("agent", "status", "--config", node.agentConfig(), "--json").exits(0);
  }

  @Test
  void a_node_whose_disk_was_put_back_gets_nothing_until_an_operator_has_looked() throws Exception {
    fleet.switchOff(node);
    delete(store());
    copy(snapshot(), store());
    fleet.switchOn(node);
    var patch = fleet.approved(fleet.patch("3.2.2"));

    var applied = CompletableFuture.supplyAsync(() -> fleet.apply(patch));
    AFieldFleet.await("it is seen", this::isHeld);
    assertThat(status().text("state")).isEqualTo("idle");
    assertThat(fleet.xps("status", "--home", fleet.organisation.home()).exits(0).out())
        .contains("wallet-1: it was restored from an older state");
    fleet
        .xps(
            "rollout",
            "looked",
            node.machine().id(),
            "--home",
            fleet.organisation.home(),
            "--reason",
            "yesterday's backup, and nothing else")
        .exits(0);

    assertThat(applied.get(90, TimeUnit.SECONDS).exits(0).text("result")).isEqualTo("DONE");
    assertThat(status().text("state")).isEqualTo("healthy");
    assertThat(
            fleet
                .xps("audit", "show", fleet.organisation.home().resolve("audit"), "--json")
                .exits(0)
                .out())
        .contains("restored: somebody has looked, olga: yesterday's backup, and nothing else");
  }

  @Test
  void a_node_that_has_lost_its_journal_says_so_until_somebody_has_looked_there() throws Exception {
    fleet.switchOff(node);
    Files.delete(store().resolve("journal").resolve("node.json"));
    fleet.switchOn(node);
    AFieldFleet.await("it is kept", () -> RolloutText.isTrue(status().json(), "restored"));
    assertThat(fleet.xps("agent", "looked", "--config", node.agentConfig(), "--json").problems())
        .startsWith("AGENT_CONFIG_INVALID");

    fleet.switchOff(node);
    var looked = fleet.xps("agent", "looked", "--config", node.agentConfig(), "--json").exits(0);
    fleet.switchOn(node);

    assertThat(RolloutText.isTrue(looked.json(), "restored")).isTrue();
    AFieldFleet.await("it goes on", () -> !RolloutText.isTrue(status().json(), "restored"));
  }
}
