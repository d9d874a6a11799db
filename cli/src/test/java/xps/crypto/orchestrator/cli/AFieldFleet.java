package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
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
 * An organisation with two nodes as in the field, each with a real service and a real agent, and
 * the command line of its control plane. The first node is the canary.
 */
final class AFieldFleet implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final Instant now = Instant.now();
  final Organisation organisation;
  final List<NodeFolder> nodes = new ArrayList<>();
  private final Path folder;
  private final List<Process> running = new ArrayList<>();
  private final int port;

  /** On these two addresses of the loopback network, so that fleets don't meet. */
  AFieldFleet(Path folder, String canaryHost, String otherHost) throws Exception {
    this.folder = folder;
    var machines =
        List.of(
            Machine.of("api-1", canaryHost, "api", "eu-central", "a", "canary"),
            Machine.of("wallet-1", otherHost, "wallet", "eu-central", "a", "stable"));
    var charter = Charter.usual(now).withPace(Pace.BRISK).withMachines(machines);
    organisation =
        Organisation.found(folder.resolve("org"), charter, now, new SecureRandom()).orThrow();
    port = freePort();
  }

  /** The nodes' folders, each with a copy of what the organisation's files say now. */
  AFieldFleet mint() throws Exception {
    var modules =
        CCompiler.build(folder.resolve("first"), List.of(ModuleBuild.sha256("3.2.0"))).orThrow();
    for (var machine : organisation.charter().machines()) {
      var node = NodeFolder.mint(organisation, machine, NodeFolder.Site.onThisMachine(port), now);
      node.install(modules);
      nodes.add(node);
    }
    return this;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  void start() throws IOException {
    for (var node : nodes) {
      start(node);
    }
  }

  private void start(NodeFolder node) throws IOException {
    running.add(Programs.hashService(node.serviceSettings()));
    running.add(Programs.agent(node.agentConfig()));
  }

  /** Ends a node's service and its agent, as a machine does that is switched off. */
  void switchOff(NodeFolder node) {
    var both = running.subList(2 * nodes.indexOf(node), 2 * nodes.indexOf(node) + 2);
    both.forEach(Process::destroyForcibly);
    both.forEach(process -> process.onExit().join());
  }

  void switchOn(NodeFolder node) throws IOException {
    var at = 2 * nodes.indexOf(node);
    running.set(at, Programs.hashService(node.serviceSettings()));
    running.set(at + 1, Programs.agent(node.agentConfig()));
  }

  /** Files the approvals that the policy asks for. */
  PatchFolder approved(PatchFolder patch) {
    try {
      var plan = organisation.planFor(patch, now).orThrow();
      for (var manager : organisation.staff().releaseManagers()) {
        patch.file(organisation.approval(manager, plan, 1, now).orThrow());
      }
      return patch;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  PatchFolder patch(String version) throws IOException {
    var made = folder.resolve("patch-" + version);
    var built = CCompiler.build(made, List.of(ModuleBuild.sha256(version))).orThrow();
    var signers = organisation.staff().signers().subList(0, 1);
    return PatchFolder.make(PatchOrder.of("hotfix-" + version, version), made, built, signers, now)
        .orThrow();
  }

  Ran xps(Object... words) {
    return at().xps(words);
  }

  private Ran.At at() {
    return new Ran.At(now, "", Surroundings.Terminals.NONE, Map.of("USER", "olga"), folder);
  }

  /** The words that say what a command is about. */
  List<Object> about(String command, PatchFolder patch) {
    return new ArrayList<>(
        List.of(
            command,
            patch.manifestFile(),
            "--plan",
            organisation.plan(),
            "--fleet",
            organisation.fleet(),
            "--trust",
            organisation.trustStore(),
            "--env",
            organisation.charter().environment()));
  }

  Ran apply(PatchFolder patch, Object... more) {
    return xps(applying(patch, more));
  }

  /** The same by a clock that goes on. */
  Ran applyAsTimePasses(PatchFolder patch) {
    return at().xpsAsTimePasses(applying(patch));
  }

  private Object[] applying(PatchFolder patch, Object... more) {
    var words = about("apply", patch);
    words.addAll(List.of("--policy", organisation.policy()));
    words.addAll(List.of(more));
    words.addAll(List.of("--repo", folder.resolve("repo").toUri(), "--local"));
    words.addAll(List.of("--home", organisation.home(), "--listen", "127.0.0.1:" + port));
    words.addAll(List.of("--allow-loopback", "--yes", "--json"));
    return words.toArray();
  }

  /** Waits for something that other processes do. */
  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("waited in vain until " + what);
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  @Override
  public void close() {
    running.forEach(Process::destroyForcibly);
    running.forEach(process -> process.onExit().join());
  }
}
