package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.audit.AuditReader;
import xps.crypto.orchestrator.audit.AuditRecord;
import xps.crypto.orchestrator.server.AgentCa;

/** The home of an orchestrator with played nodes around it, and a change to bring to them. */
final class AHome implements AutoCloseable {
  final AChange change;
  final PlayedNodes nodes;
  private final Path folder;
  private final int port;
  private Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  private AHome(Path folder, AChange change, PlayedNodes nodes, int port) {
    this.folder = folder;
    this.change = change;
    this.nodes = nodes;
    this.port = port;
  }

  static AHome in(Path folder) throws Exception {
    return around(AChange.in(folder), folder);
  }

  static AHome around(AChange change, Path folder) throws Exception {
    var home = change.file("home");
    for (var name : List.of("orchestrator", "log")) {
      Ran.xps("key", "generate", "--name", name, "--out", home, "--json").exits(0);
    }
    int port = freePort();
    var nodes =
        new PlayedNodes(AgentCa.open(home, Instant.now(), new SecureRandom()).orThrow(), port);
    change.replace(
        "trust_store.json",
        "\"allow_unsigned\": false",
        """
        "allow_unsigned": false,
        "orchestrators": [{"name": "control", "ed25519": "%s"}],
        "logs": [{"name": "example.org/audit", "ed25519": "%s"}]\
        """
            .formatted(hex(home, "orchestrator"), hex(home, "log")));
    change.replace(
        "rollout_plan.yaml",
        "probe: \"http+tls://{host}:8443/healthz\"\n  success_threshold: 3\n",
        "probe: \"http://127.0.0.1:%d/{node}\"\n  hosts_allow: [\"127.0.0.1\"]\n  interval: 200ms\n"
            .formatted(nodes.probePort()));
    for (var node : List.of("node-1", "node-2", "node-3", "node-4")) {
      nodes.start(node);
    }
    return new AHome(folder, change, nodes, port);
  }

  private static String hex(Path home, String key) {
    return SigningKey.readPem(home.resolve(key + ".key")).orThrow().publicKey().hex();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  Path home() {
    return change.file("home");
  }

  Ran.At then() {
    return new Ran.At(now, "", Surroundings.Terminals.NONE, Map.of("USER", "olga"), folder);
  }

  void later(Duration by) {
    now = now.plus(by);
  }

  Ran apply(Object... more) {
    var words = new ArrayList<Object>(List.of(change.gate()));
    words.set(0, "apply");
    words.addAll(
        List.of(
            "--repo",
            change.file("repo").toUri(),
            "--local",
            "--home",
            home(),
            "--listen",
            "127.0.0.1:" + port,
            "--allow-loopback",
            "--yes",
            "--json"));
    words.addAll(List.of(more));
    return then().xps(words.toArray());
  }

  List<AuditRecord> records(Action action) throws IOException {
    return AuditReader.of(home().resolve("audit")).records().orThrow().stream()
        .filter(record -> record.action() == action)
        .toList();
  }

  @Override
  public void close() throws IOException {
    nodes.close();
  }
}
