package xps.crypto.orchestrator.cli.field;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.cli.organisation.CCompiler;
import xps.crypto.orchestrator.cli.organisation.Charter;
import xps.crypto.orchestrator.cli.organisation.Machine;
import xps.crypto.orchestrator.cli.organisation.ModuleBuild;
import xps.crypto.orchestrator.cli.organisation.NodeFolder;
import xps.crypto.orchestrator.cli.organisation.Organisation;
import xps.crypto.orchestrator.cli.organisation.Pace;
import xps.crypto.orchestrator.document.Sha256;

/**
 * A real agent is killed by SIGKILL at a step of its disk: before a write (of which half is done),
 * an fsync, a rename, a link. A workload that starts meanwhile finds N or N−1, whole; and an agent
 * that starts again brings the node where it is wanted.
 */
@Timeout(1800)
class KilledAtEveryStepTest {
  private static final String NODE = "api-1";
  private static final String MODULE = "xps.crypto.hash.sha256.so";

  /** What a start takes that has nothing to do, and what a patch takes at least. */
  private static final int FEWEST_STEPS = 20;

  private static final int MOST_STEPS = 500;
  private static final int SAMPLES = 4;

  @TempDir Path folder;
  private ControlPlane plane;
  private NodeFolder node;
  private Sha256 runs;
  private int orders;
  private final List<Process> running = new ArrayList<>();

  @BeforeEach
  void a_node_that_runs_what_its_owner_installed() throws Exception {
    var now = Instant.now();
    var machine = Machine.of(NODE, "127.0.1.45", "api", "eu-central", "a", "canary");
    var charter = Charter.usual(now).withPace(Pace.BRISK).withMachines(List.of(machine));
    var organisation =
        Organisation.found(folder.resolve("org"), charter, now, new SecureRandom()).orThrow();
    plane = ControlPlane.of(organisation, folder);
    var site = NodeFolder.Site.onThisMachine(plane.port());
    node = NodeFolder.mint(organisation, machine, site, now);
    var modules =
        CCompiler.build(folder.resolve("first"), List.of(ModuleBuild.sha256("3.2.0"))).orThrow();
    runs = node.install(modules).get(MODULE);
    running.add(Programs.hashService(node.serviceSettings()));
  }

  @AfterEach
  void end() throws Exception {
    running.forEach(Process::destroyForcibly);
    running.forEach(process -> process.onExit().join());
    plane.close();
  }

  @Test
  @Tag("long")
  void an_agent_that_is_killed_at_any_step_of_its_disk_leaves_old_or_new_and_arrives()
      throws Exception {
    greet();
    int steps = 0;
    while (isKilledAfter(steps)) {
      steps++;
      assertThat(steps).isLessThan(MOST_STEPS);
    }
    assertThat(steps).as("steps at which it was killed").isGreaterThan(FEWEST_STEPS);
  }

  @Test
  void an_agent_that_is_killed_at_some_steps_of_its_disk_leaves_old_or_new_and_arrives()
      throws Exception {
    long seed = new SecureRandom().nextLong();
    var chance = new Random(seed);
    greet();
    for (int sample = 0; sample < SAMPLES; sample++) {
      int steps = chance.nextInt(FEWEST_STEPS);
      assertThat(isKilledAfter(steps)).as("killed after %d steps, seed %d", steps, seed).isTrue();
    }
  }

  /** The control plane has to have heard from the node once. */
  private void greet() throws Exception {
    var agent = Programs.agent(node.agentConfig());
    running.add(agent);
    plane.await(report -> report.active().containsKey(MODULE));
    agent.destroyForcibly().onExit().join();
  }

  /** Whether it was; the patch arrives all the same. */
  private boolean isKilledAfter(int steps) throws Exception {
    orders++;
    var order = plane.order("hotfix-" + orders, ModuleBuild.sha256("3.3." + orders), 1);
    plane.send(NODE, order, 1);
    var mortal = Programs.mortalAgent(node.agentConfig(), steps).start();
    running.add(mortal);
    boolean[] healthy = new boolean[1];
    plane.until(() -> {
      healthy[0] |= plane.phases(plane.generation()).contains(NodePhase.HEALTHY);
      return healthy[0] || !mortal.isAlive();
    });
    boolean wasKilled = !mortal.isAlive();
    mortal.destroyForcibly().onExit().join();

    assertThat(stored()).as("killed after %d steps", steps).isIn(runs, order.artifact());
    if (!healthy[0]) {
      var agent = Programs.agent(node.agentConfig());
      running.add(agent);
      var report = plane.await(NodePhase.HEALTHY);
      assertThat(report.active()).containsEntry(MODULE, order.artifact());
      agent.destroyForcibly().onExit().join();
    }
    assertThat(stored()).isEqualTo(order.artifact());
    runs = order.artifact();
    return wasKilled;
  }

  /** What a workload would load that starts now; its bytes are what their name says. */
  private Sha256 stored() throws Exception {
    var store = node.agentConfig().resolveSibling("store");
    var module = store.resolve("active").resolve(MODULE).toRealPath();
    var digest = Sha256.of(Files.readAllBytes(module));
    assertThat(module.getFileName()).hasToString(digest.hex());
    return digest;
  }
}
