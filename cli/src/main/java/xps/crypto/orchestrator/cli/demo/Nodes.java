package xps.crypto.orchestrator.cli.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import xps.crypto.orchestrator.cli.demo.load.Load;
import xps.crypto.orchestrator.cli.demo.load.Target;
import xps.crypto.orchestrator.cli.demo.process.Child;
import xps.crypto.orchestrator.cli.demo.process.Children;
import xps.crypto.orchestrator.cli.demo.process.Program;
import xps.crypto.orchestrator.cli.organisation.Machine;
import xps.crypto.orchestrator.cli.organisation.NodeFolder;
import xps.crypto.orchestrator.cli.organisation.Organisation;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;

/** The fleet: for each machine two processes as in the field, a service and an agent beside it. */
final class Nodes {
  private static final int PORT = 8443;
  private static final int LOOK_MILLIS = 20;

  /** A machine that needs longer to start eighteen small programs can't tell the story. */
  private static final Duration START = Duration.ofSeconds(60);

  private final Place place;
  private final Children children;
  private final Path logs;
  private final List<NodeFolder> folders;
  private final Map<String, Child> services = new TreeMap<>();
  private final Map<String, Child> agents = new TreeMap<>();
  private final CountDownLatch answering;

  /** Where the nodes of a fleet look for their control plane. */
  enum Place {
    DEMO("127.0.1.20"),
    REHEARSAL("127.0.1.31");

    private final InetSocketAddress controlPlane;

    Place(String host) {
      this.controlPlane = new InetSocketAddress(host, PORT);
    }

    InetSocketAddress controlPlane() {
      return controlPlane;
    }

    /** As {@code --listen} takes it. */
    String listen() {
      return controlPlane.getAddress().getHostAddress() + ":" + PORT;
    }
  }

  private Nodes(Place place, Children children, Path logs, List<NodeFolder> folders) {
    this.place = place;
    this.children = children;
    this.logs = logs;
    this.folders = List.copyOf(folders);
    this.answering = new CountDownLatch(folders.size());
  }

  /** What stands in the way of a fleet on this machine. */
  static List<Problem> obstacles(List<Machine> machines) {
    var addresses = new ArrayList<InetSocketAddress>();
    machines.forEach(machine -> addresses.add(new InetSocketAddress(machine.host(), PORT)));
    addresses.add(Place.DEMO.controlPlane());
    return addresses.stream().flatMap(address -> obstacle(address).stream()).toList();
  }

  private static Optional<Problem> obstacle(InetSocketAddress address) {
    InetAddress host = address.getAddress();
    try (var _ = new ServerSocket(address.getPort(), 1, host)) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          new Problem(
              Code.USAGE,
              "the demo wants to listen there, and can't: " + e.getMessage(),
              host.getHostAddress() + ":" + address.getPort(),
              "stop what listens there (another demo?); ss -ltnp names it"));
    }
  }

  /** Makes a folder for each machine, with a module that its owner has installed. */
  static Nodes mint(
      Organisation organisation,
      Place place,
      Path module,
      Children children,
      Path logs,
      Instant now)
      throws IOException, GeneralSecurityException {
    var server = URI.create("https://" + place.listen());
    var site = new NodeFolder.Site(server, Duration.ofSeconds(1));
    var folders = new ArrayList<NodeFolder>();
    for (var machine : organisation.charter().machines()) {
      var folder = NodeFolder.mint(organisation, machine, site, now);
      folder.install(List.of(module));
      folders.add(folder);
    }
    organisation.nameKeysOf(folders);
    return new Nodes(place, children, logs, folders);
  }

  /** Starts everybody; each is called as soon as it answers. */
  void start(Load load) throws IOException {
    for (var node : folders) {
      services.put(
          id(node),
          children.start(
              id(node) + "-service",
              Program.hashService(),
              List.of(node.serviceSettings().toString()),
              node.folder(),
              logs));
    }
    for (var node : folders) {
      startAgent(id(node));
      Thread.ofVirtual().name("waits for " + id(node)).start(() -> callWhenReady(node, load));
    }
  }

  private void callWhenReady(NodeFolder node, Load load) {
    var service = Objects.requireNonNull(services.get(id(node)));
    var never = new CountDownLatch(1);
    try {
      while (service.isAlive() && !service.printed().contains("ready at")) {
        never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
      if (service.isAlive()) {
        load.call(new Target(id(node), node.service("/hash")));
        answering.countDown();
      }
    } catch (IOException _) {
      // It has no output: then it isn't ready, and whoever waits for it says so.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Starts a node's agent, for the first time or again, as systemd would. */
  void startAgent(String node) throws IOException {
    var folder = folder(node);
    agents.put(
        node,
        children.start(
            node + "-agent",
            Program.agent(),
            List.of(
                "agent",
                "run",
                "--config",
                folder.agentConfig().toString(),
                "--max-backoff",
                "500ms"),
            folder.folder(),
            logs));
  }

  /** SIGKILL. */
  void killAgent(String node) {
    Objects.requireNonNull(agents.get(node)).kill();
  }

  /** Whether every service answers, once they had the time. */
  boolean awaitAll() throws InterruptedException {
    return answering.await(START.toMillis(), TimeUnit.MILLISECONDS);
  }

  Place place() {
    return place;
  }

  /** How many services answer. */
  long ready() {
    return folders.size() - answering.getCount();
  }

  /** Processes that have ended, though nobody asked them to, with their last words. */
  List<String> casualties() throws IOException {
    var told = new ArrayList<String>();
    var all = new ArrayList<>(services.values());
    all.addAll(agents.values());
    for (var child : all) {
      if (!child.isAlive()) {
        told.add(child.name() + " has ended: " + String.join(" / ", child.lastWords()));
      }
    }
    return List.copyOf(told);
  }

  NodeFolder folder(String node) {
    return folders.stream().filter(folder -> id(folder).equals(node)).findFirst().orElseThrow();
  }

  List<String> ids() {
    return folders.stream().map(Nodes::id).toList();
  }

  /** The machine of a node. */
  Machine machine(String node) {
    return folder(node).machine();
  }

  private static String id(NodeFolder node) {
    return node.machine().id();
  }
}
