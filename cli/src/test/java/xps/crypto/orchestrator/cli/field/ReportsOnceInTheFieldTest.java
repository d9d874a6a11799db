package xps.crypto.orchestrator.cli.field;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.bind.NodeReport;
import xps.crypto.orchestrator.bind.ReportBatch;
import xps.crypto.orchestrator.cli.organisation.CCompiler;
import xps.crypto.orchestrator.cli.organisation.Charter;
import xps.crypto.orchestrator.cli.organisation.Machine;
import xps.crypto.orchestrator.cli.organisation.ModuleBuild;
import xps.crypto.orchestrator.cli.organisation.NodeFolder;
import xps.crypto.orchestrator.cli.organisation.Organisation;
import xps.crypto.orchestrator.cli.organisation.Pace;

/**
 * A real agent is killed by SIGKILL after it has sent a report and before it has heard that it was
 * taken. What it said is taken once, and said again only under the name that it had.
 */
@Timeout(180)
class ReportsOnceInTheFieldTest {
  private static final String NODE = "api-1";
  private static final String MODULE = "xps.crypto.hash.sha256.so";
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  @TempDir Path folder;
  private final Machine machine =
      Machine.of(NODE, "127.0.1.46", "api", "eu-central", "a", "canary");
  private Organisation organisation;
  private final DroppingNetwork network;
  private NodeFolder node;
  private final List<Process> running = new ArrayList<>();

  ReportsOnceInTheFieldTest() throws Exception {
    network = new DroppingNetwork();
  }

  @BeforeEach
  void a_node() throws Exception {
    var now = Instant.now();
    var charter = Charter.usual(now).withPace(Pace.BRISK).withMachines(List.of(machine));
    organisation =
        Organisation.found(folder.resolve("org"), charter, now, new SecureRandom()).orThrow();
    var site = NodeFolder.Site.onThisMachine(network.port());
    node = NodeFolder.mint(organisation, machine, site, now);
  }

  @AfterEach
  void end() throws Exception {
    running.forEach(Process::destroyForcibly);
    running.forEach(process -> process.onExit().join());
    network.close();
  }

  private Process startAgent() throws Exception {
    var agent = Programs.agent(node.agentConfig());
    running.add(agent);
    return agent;
  }

  private ControlPlane aControlPlane(String name) throws Exception {
    var plane = ControlPlane.of(organisation, folder.resolve(name));
    network.leadTo(plane.port());
    return plane;
  }

  /** It runs what the node's owner installed. */
  private void aWorkload() throws Exception {
    var modules =
        CCompiler.build(folder.resolve("first"), List.of(ModuleBuild.sha256("3.2.0"))).orThrow();
    node.install(modules);
    running.add(Programs.hashService(node.serviceSettings()));
  }

  @Test
  void an_outcome_whose_acknowledgement_was_lost_is_taken_once() throws Exception {
    aWorkload();
    try (var plane = aControlPlane("one")) {
      var agent = startAgent();
      plane.await(report -> report.active().containsKey(MODULE));
      var order = plane.order("hotfix-1", ModuleBuild.sha256("3.2.1"), 1);
      plane.keepWaiting(report -> report.state() == NodePhase.HEALTHY);
      plane.send(NODE, order, 1);
      long patched = plane.generation();
      plane.await(NodePhase.HEALTHY);

      agent.destroyForcibly().onExit().join();
      plane.answer();
      agent = startAgent();
      plane.sendBack(NODE, order, 2);
      plane.await(NodePhase.ROLLED_BACK);
      assertThat(plane.times(NodePhase.HEALTHY, patched)).isOne();

      // Acknowledged, and started anew: the last order comes again, and nothing is news.
      long back = plane.generation();
      agent.destroyForcibly().onExit().join();
      startAgent();
      var next = plane.order("hotfix-2", ModuleBuild.sha256("3.2.2"), 1);
      plane.send(NODE, next, 1);
      plane.await(NodePhase.HEALTHY);
      assertThat(plane.times(NodePhase.ROLLED_BACK, back)).isOne();
      assertThat(plane.times(NodePhase.HEALTHY, patched)).isOne();
    }
  }

  @Test
  void a_control_plane_that_has_lost_its_memory_hears_the_outcome_that_another_has_taken()
      throws Exception {
    aWorkload();
    NodeReport first;
    long generation;
    try (var plane = aControlPlane("one")) {
      startAgent();
      plane.await(report -> report.active().containsKey(MODULE));
      plane.send(NODE, plane.order("hotfix-1", ModuleBuild.sha256("3.2.1"), 1), 1);
      first = plane.await(NodePhase.HEALTHY);
      generation = plane.generation();
    }

    try (var plane = aControlPlane("two")) {
      var again = plane.await(report -> report.state() == NodePhase.HEALTHY);

      assertThat(again).as("the same report, under its number").isEqualTo(first);
      assertThat(again.generation()).isEqualTo(generation);
    }
  }

  @Test
  void what_was_sent_and_not_answered_goes_out_again_under_its_name_before_anything_newer()
      throws Exception {
    var answers = new AtomicBoolean();
    var identity = organisation.agentsCa().server(List.of("127.0.0.1"), Instant.now());
    try (var server =
        LyingServer.listen(
            identity.context(organisation.agentsCa().certificate()),
            (request, out) -> {
              if (answers.get()) {
                out.write(
                    request.startsWith("POST /reports")
                        ? LyingServer.acked()
                        : LyingServer.answer("204 No Content", "Connection: close\r\n", ""));
              }
            })) {
      network.leadTo(server.port());
      var agent = startAgent();
      await(() -> batches(server).size() >= 2);
      agent.destroyForcibly().onExit().join();
      int before = batches(server).size();
      agent = startAgent();
      await(() -> batches(server).size() > before);
      answers.set(true);
      await(() -> server.requests.getLast().startsWith("GET /desired"));
      agent.destroyForcibly().onExit().join();
      int taken = batches(server).size();
      startAgent();
      await(() -> server.requests.getLast().startsWith("GET /desired") && isLater(server, taken));

      var first = batches(server).getFirst();
      assertThat(batches(server)).as("one report, under one name").containsOnly(first);
      assertThat(first.reports()).hasSize(1);
    }
  }

  private static boolean isLater(LyingServer server, int batches) {
    return batches(server).size() > batches;
  }

  private static List<ReportBatch> batches(LyingServer server) {
    return server.bodies.stream()
        .filter(body -> !body.isEmpty())
        // The time at which it is posted isn't what is said.
        .map(body -> ReportBatch.parse(body.getBytes(US_ASCII)).orThrow().with(Optional.empty()))
        .toList();
  }

  private static void await(BooleanSupplier condition) {
    var deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }
}
