package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.cli.field.Programs;
import xps.crypto.orchestrator.cli.organisation.CCompiler;
import xps.crypto.orchestrator.cli.organisation.Charter;
import xps.crypto.orchestrator.cli.organisation.Machine;
import xps.crypto.orchestrator.cli.organisation.ModuleBuild;
import xps.crypto.orchestrator.cli.organisation.NodeFolder;
import xps.crypto.orchestrator.cli.organisation.Organisation;
import xps.crypto.orchestrator.cli.organisation.Pace;
import xps.crypto.orchestrator.cli.organisation.PatchFolder;
import xps.crypto.orchestrator.cli.organisation.PatchOrder;

/**
 * {@code strategy.receipts: required} with real agents, services and modules: the canary's agent
 * signs that it is well, and the next wave's agent takes nothing without that.
 */
@Timeout(120)
class ReceiptsInTheFieldTest {
  @TempDir Path folder;
  private final Instant now = Instant.now();
  private final List<NodeFolder> nodes = new ArrayList<>();
  private final List<Process> running = new ArrayList<>();
  private Organisation organisation;
  private PatchFolder patch;
  private int port;

  @BeforeEach
  void a_fleet_of_two_under_a_plan_that_requires_receipts() throws Exception {
    var machines =
        List.of(
            Machine.of("api-1", "127.0.1.61", "api", "eu-central", "a", "canary"),
            Machine.of("wallet-1", "127.0.1.62", "wallet", "eu-central", "a", "stable"));
    var charter = Charter.usual(now).withPace(Pace.BRISK).withMachines(machines);
    var org = folder.resolve("org");
    organisation = Organisation.found(org, charter, now, new SecureRandom()).orThrow();
    port = freePort();
    var modules =
        CCompiler.build(folder.resolve("first"), List.of(ModuleBuild.sha256("3.2.0"))).orThrow();
    for (var machine : machines) {
      var site = NodeFolder.Site.onThisMachine(port);
      var node = NodeFolder.mint(organisation, machine, site, now);
      node.install(modules);
      nodes.add(node);
    }
    organisation.nameKeysOf(nodes);
    var plan = Files.readString(organisation.plan());
    Files.writeString(
        organisation.plan(), plan.replace("\n  waves:", "\n  receipts: required\n  waves:"));
    var built = CCompiler.build(org, List.of(ModuleBuild.sha256("3.2.1"))).orThrow();
    var signers = organisation.staff().signers().subList(0, 1);
    patch =
        PatchFolder.make(PatchOrder.of("hotfix-1", "3.2.1"), org, built, signers, now).orThrow();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @AfterEach
  void end() {
    running.forEach(Process::destroyForcibly);
    running.forEach(process -> process.onExit().join());
  }

  private Ran xps(Object... words) {
    var at = new Ran.At(now, "", Surroundings.Terminals.NONE, Map.of("USER", "olga"), folder);
    return at.xps(words);
  }

  @Test
  void the_canarys_agent_gives_its_word_and_the_next_waves_agent_goes_by_it() throws Exception {
    for (var node : nodes) {
      running.add(Programs.hashService(node.serviceSettings()));
      running.add(Programs.agent(node.agentConfig()));
    }
    var plan = organisation.planFor(patch, now).orThrow();
    for (var manager : organisation.staff().releaseManagers()) {
      patch.file(organisation.approval(manager, plan, 1, now).orThrow());
    }

    var ran =
        xps(
                "apply",
                patch.manifestFile(),
                "--plan",
                organisation.plan(),
                "--fleet",
                organisation.fleet(),
                "--trust",
                organisation.trustStore(),
                "--policy",
                organisation.policy(),
                "--env",
                organisation.charter().environment(),
                "--repo",
                folder.resolve("repo").toUri(),
                "--local",
                "--home",
                organisation.home(),
                "--listen",
                "127.0.0.1:" + port,
                "--allow-loopback",
                "--yes",
                "--json")
            .exits(0);

    assertThat(ran.text("result")).isEqualTo("DONE");
    for (var node : nodes) {
      var status = xps("agent", "status", "--config", node.agentConfig(), "--json").exits(0);
      assertThat(status.text("state")).isEqualTo("healthy");
      assertThat(status.text("key")).isEqualTo(node.key().hex());
      assertThat(Files.readString(organisation.fleet())).contains(node.key().hex());
    }
  }
}
