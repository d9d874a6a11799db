package xps.crypto.orchestrator.cli.field;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import xps.crypto.orchestrator.agent.AgentStatus;
import xps.crypto.orchestrator.attest.BulletinDraft;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.bind.NodeReport;
import xps.crypto.orchestrator.cli.organisation.CCompiler;
import xps.crypto.orchestrator.cli.organisation.Charter;
import xps.crypto.orchestrator.cli.organisation.Machine;
import xps.crypto.orchestrator.cli.organisation.ModuleBuild;
import xps.crypto.orchestrator.cli.organisation.NodeFolder;
import xps.crypto.orchestrator.cli.organisation.Organisation;
import xps.crypto.orchestrator.cli.organisation.Pace;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.workload.ControlClient;
import xps.crypto.orchestrator.workload.KernelClock;
import xps.crypto.orchestrator.workload.ModuleName;
import xps.crypto.orchestrator.workload.ObjectDigest;
import xps.crypto.orchestrator.workload.Uid;

/** One node as in the field: a real agent and a real workload, and a control plane over TLS. */
@Timeout(180)
class FieldAgentTest {
  private static final String NODE = "api-1";
  private static final String MODULE = "xps.crypto.hash.sha256.so";

  @TempDir Path folder;
  private Organisation organisation;
  private ControlPlane plane;
  private DroppingNetwork network;
  private NodeFolder node;
  private Sha256 installed;
  private final SigningKey newsdesk = SigningKey.generate(new SecureRandom());
  private final List<Process> running = new ArrayList<>();

  @BeforeEach
  void a_node_that_runs_what_its_owner_installed() throws Exception {
    var now = Instant.now();
    var machine = Machine.of(NODE, "127.0.1.44", "api", "eu-central", "a", "canary");
    var charter = Charter.usual(now).withPace(Pace.BRISK).withMachines(List.of(machine));
    organisation =
        Organisation.found(folder.resolve("org"), charter, now, new SecureRandom()).orThrow();
    aNewsdesk();
    var policy = Files.readString(organisation.policy());
    Files.writeString(organisation.policy(), policy + "\ndrift: restore\n");
    network = new DroppingNetwork();
    plane = ControlPlane.of(organisation, folder);
    network.leadTo(plane.port());
    var site = NodeFolder.Site.onThisMachine(network.port());
    node = NodeFolder.mint(organisation, machine, site, now);
    var modules =
        CCompiler.build(folder.resolve("first"), List.of(ModuleBuild.sha256("3.2.0"))).orThrow();
    installed = node.install(modules).get(MODULE);
    running.add(Programs.hashService(node.serviceSettings()));
  }

  /** The nodes' trust store gets a key for bulletins. */
  private void aNewsdesk() throws IOException {
    var store = TrustStore.load(organisation.trustStore()).document();
    var entry =
        Value.object().put("name", "newsdesk").put("ed25519", newsdesk.publicKey().hex()).build();
    Files.writeString(
        organisation.trustStore(),
        Json.pretty(store.with("bulletins", Value.array(List.of(entry)))));
  }

  /** Puts a bulletin that denies this into the node's folder, as any messenger may. */
  private void deny(long serial, Sha256 body) throws IOException {
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var draft =
        new BulletinDraft(
            organisation.charter().environment(),
            serial,
            0,
            0,
            List.of(body),
            List.of(),
            Optional.empty(),
            now,
            now.plus(Duration.ofDays(1)));
    var whole =
        Files.writeString(folder.resolve("new"), Json.pretty(draft.sign(newsdesk).orThrow()));
    Files.move(
        whole,
        node.agentConfig().resolveSibling("bulletin.json"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @AfterEach
  void end() throws Exception {
    running.forEach(Process::destroyForcibly);
    running.forEach(process -> process.onExit().join());
    network.close();
    plane.close();
  }

  private Process startAgent() throws Exception {
    var agent = Programs.agent(node.agentConfig());
    running.add(agent);
    return agent;
  }

  @Test
  void a_good_patch_becomes_active_and_healthy_and_goes_back_when_it_is_ordered_to()
      throws Exception {
    startAgent();
    var first = plane.await(report -> report.active().containsKey(MODULE));
    assertThat(first.state()).isEqualTo(NodePhase.IDLE);
    assertThat(first.active()).containsEntry(MODULE, installed);

    var order = plane.order("hotfix-1", ModuleBuild.sha256("3.2.1"), 1);
    plane.send(NODE, order, 1);
    var healthy = plane.await(NodePhase.HEALTHY);

    assertThat(healthy.active()).containsEntry(MODULE, order.artifact());
    assertThat(healthy.body()).contains(order.body());
    assertThat(plane.phases(plane.generation()))
        .containsExactly(
            NodePhase.STAGING, NodePhase.ACTIVATING, NodePhase.ACTIVE, NodePhase.HEALTHY);

    plane.sendBack(NODE, order, 2);
    var back = plane.await(NodePhase.ROLLED_BACK);

    assertThat(back.active()).containsEntry(MODULE, installed);
  }

  @Test
  void an_agent_that_is_killed_in_the_middle_comes_up_and_finishes_what_it_began()
      throws Exception {
    var agent = startAgent();
    plane.await(report -> report.active().containsKey(MODULE));
    var order = plane.order("hotfix-1", ModuleBuild.sha256("3.2.1"), 1);
    plane.send(NODE, order, 1);
    plane.await(NodePhase.ACTIVATING);

    agent.destroyForcibly().onExit().join();
    startAgent();

    var healthy = plane.await(NodePhase.HEALTHY);
    assertThat(healthy.active()).containsEntry(MODULE, order.artifact());
  }

  @Test
  void a_workload_that_starts_anew_loads_what_was_patched() throws Exception {
    startAgent();
    plane.await(report -> report.active().containsKey(MODULE));
    var order = plane.order("hotfix-1", ModuleBuild.sha256("3.2.1"), 1);
    plane.send(NODE, order, 1);
    plane.await(NodePhase.HEALTHY);

    running.getFirst().destroyForcibly().onExit().join();
    plane.await(report -> report.active().isEmpty());
    running.add(Programs.hashService(node.serviceSettings()));

    var back = plane.await(report -> !report.active().isEmpty());
    assertThat(back.active()).containsEntry(MODULE, order.artifact());
    assertThat(back.state()).isEqualTo(NodePhase.HEALTHY);
  }

  @Test
  void a_patch_that_a_bulletin_denies_is_refused_and_a_later_bulletin_lets_it_through()
      throws Exception {
    startAgent();
    plane.await(report -> report.active().containsKey(MODULE));
    var order = plane.order("hotfix-1", ModuleBuild.sha256("3.2.1"), 1);
    deny(1, order.body());
    plane.send(NODE, order, 1);

    var refused = plane.await(NodePhase.REFUSED);
    assertThat(refused.check()).hasValue(7);
    assertThat(refused.problem()).map(Problem::code).contains(Code.DENIED);
    assertThat(refused.active()).containsEntry(MODULE, installed);

    deny(2, installed);
    plane.send(NODE, order, 2);
    assertThat(plane.await(NodePhase.HEALTHY).active()).containsEntry(MODULE, order.artifact());
  }

  @Test
  void a_node_whose_requests_are_dropped_keeps_what_it_runs_and_is_patched_when_they_get_through()
      throws Exception {
    startAgent();
    plane.await(report -> report.active().containsKey(MODULE));
    var order = plane.order("hotfix-1", ModuleBuild.sha256("3.2.1"), 1);
    network.drop();
    plane.send(NODE, order, 1);
    plane.until(() -> network.dropped.get() >= 3);

    var status = AgentStatus.read(node.agentConfig()).orThrow();
    assertThat(status.mapped()).containsEntry(MODULE, installed);
    assertThat(status.phase()).isEqualTo(NodePhase.IDLE);
    assertThat(plane.phases(plane.generation())).isEmpty();

    network.letThrough();
    assertThat(plane.await(NodePhase.HEALTHY).active()).containsEntry(MODULE, order.artifact());
  }

  @Test
  void what_is_no_module_fails_its_test_in_a_process_of_its_own() throws Exception {
    startAgent();
    plane.await(report -> report.active().containsKey(MODULE));
    var order = plane.orderOf("hotfix-1", "3.2.1", "not a shared library");
    plane.send(NODE, order, 1);

    var failed = plane.await(NodePhase.FAILED);

    assertThat(failed.problem()).map(Problem::code).contains(Code.ABI_MISMATCH);
    assertThat(failed.active()).containsEntry(MODULE, installed);
  }

  /** As root may, or whoever has the agent's uid: straight to the workload, past the agent. */
  private void swapPastTheAgent(Sha256 module) {
    var modules = new TreeMap<ModuleName, ObjectDigest>();
    modules.put(new ModuleName(MODULE), new ObjectDigest(module.hex()));
    var socket = node.folder().resolve("control/hash.sock");
    try (var client =
        ControlClient.connect(socket, Uid.mine(), Duration.ofSeconds(20)).value().orElseThrow()) {
      assertThat(client.activate(1, modules).refusal()).isEmpty();
    }
  }

  @Test
  void what_somebody_swaps_past_the_agent_is_reported_as_drift_and_put_right() throws Exception {
    startAgent();
    plane.await(report -> report.active().containsKey(MODULE));
    var order = plane.order("hotfix-1", ModuleBuild.sha256("3.2.1"), 1);
    plane.send(NODE, order, 1);
    plane.await(NodePhase.HEALTHY);

    swapPastTheAgent(installed);

    var drift = plane.await(report -> report.flags().contains(NodeReport.Flag.DRIFT));
    assertThat(drift.active()).containsEntry(MODULE, installed);
    var right = plane.await(report -> !report.flags().contains(NodeReport.Flag.DRIFT));
    assertThat(right.active()).containsEntry(MODULE, order.artifact());
    assertThat(AgentStatus.read(node.agentConfig()).orThrow().mapped())
        .containsEntry(MODULE, order.artifact());
  }

  @Test
  void a_file_goes_where_the_owner_says_is_reloaded_and_comes_back() throws Exception {
    var place = Files.writeString(node.folder().resolve("app.conf"), "as it was");
    var trace = folder.resolve("trace");
    var yaml =
        Files.readString(node.agentConfig())
            .replace(
                "installers: [dynamic]",
                "installers: [dynamic, {file: app.conf, path: app.conf, reload: app}]");
    Files.writeString(
        node.agentConfig(),
        yaml + "reloads: { app: [/bin/sh, -c, 'cat " + place + " >> " + trace + "'] }\n");
    startAgent();
    plane.await(report -> report.active().containsKey("app.conf"));
    var order = plane.orderOf("config-1", "3.2.1", "app.conf", "as it is to be");
    plane.send(NODE, order, 1);

    var healthy = plane.await(NodePhase.HEALTHY);

    assertThat(healthy.active())
        .containsEntry("app.conf", order.artifact())
        .containsEntry(MODULE, installed);
    assertThat(place).hasContent("as it is to be");
    assertThat(trace).hasContent("as it is to be");

    Files.writeString(place, "by hand");
    plane.await(report -> report.flags().contains(NodeReport.Flag.DRIFT));
    plane.await(report -> !report.flags().contains(NodeReport.Flag.DRIFT));
    assertThat(place).hasContent("as it is to be");

    plane.sendBack(NODE, order, 2);
    plane.await(NodePhase.ROLLED_BACK);
    assertThat(place).hasContent("as it was");
  }

  /** The owner says by which name the node is called, and who vouches for it there. */
  private void letItSeeItself(String authorities) throws IOException {
    var yaml = Files.readString(node.agentConfig());
    Files.writeString(
        node.agentConfig(), yaml.replace("labels: { ", "labels: { host: 127.0.1.44, "));
    Files.writeString(node.agentConfig().resolveSibling("probe-ca.pem"), authorities);
  }

  @Test
  void a_node_that_sees_itself_over_tls_is_healthy_when_it_answers_there() throws Exception {
    letItSeeItself(organisation.probeCa().pem());
    startAgent();
    plane.await(report -> report.active().containsKey(MODULE));
    var order = plane.order("hotfix-1", ModuleBuild.sha256("3.2.1"), 1);
    plane.send(NODE, order, 1);

    assertThat(plane.await(NodePhase.HEALTHY).active()).containsEntry(MODULE, order.artifact());
  }

  @Test
  void a_node_that_finds_a_stranger_at_its_own_address_goes_back_and_says_why() throws Exception {
    letItSeeItself(organisation.agentsCa().pem());
    startAgent();
    plane.await(report -> report.active().containsKey(MODULE));
    var order = plane.order("hotfix-1", ModuleBuild.sha256("3.2.1"), 1);
    plane.send(NODE, order, 1);

    var back = plane.await(NodePhase.ROLLED_BACK);

    assertThat(back.active()).containsEntry(MODULE, installed);
    assertThat(back.problem())
        .hasValueSatisfying(why -> assertThat(why.message()).contains("TLS: its certificate"));
  }

  @Test
  void a_node_whose_clock_is_to_be_kept_follows_orders_by_what_the_kernel_says() throws Exception {
    var yaml = Files.readString(node.agentConfig());
    Files.writeString(node.agentConfig(), yaml.replace("source: none", "source: chrony"));
    var error = KernelClock.error();
    startAgent();
    plane.await(report -> report.active().containsKey(MODULE));
    plane.send(NODE, plane.order("hotfix-1", ModuleBuild.sha256("3.2.1"), 1), 1);

    // Whether this machine's clock is kept is this machine's affair.
    if (error.filter(bound -> bound.compareTo(Duration.ofMillis(900)) < 0).isPresent()) {
      plane.await(NodePhase.HEALTHY);
    } else if (error.isEmpty()) {
      var refused = plane.await(NodePhase.REFUSED);
      assertThat(refused.check()).hasValue(2);
      assertThat(refused.problem()).map(Problem::code).contains(Code.CLOCK_UNTRUSTED);
    }
  }
}
