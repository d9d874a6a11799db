package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
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

/**
 * A home with keys that the change's trust store lists, under the name of an environment, and
 * played nodes that call it: what {@code xps apply --local} needs.
 */
final class AControlPlane implements AutoCloseable {
  static final List<String> NODES = List.of("node-1", "node-2", "node-3", "node-4");

  private final AChange change;
  final String environment;
  final PlayedNodes nodes;
  private final int port;

  private AControlPlane(AChange change, String environment, PlayedNodes nodes, int port) {
    this.change = change;
    this.environment = environment;
    this.nodes = nodes;
    this.port = port;
  }

  /** Changes that may happen at any hour, and probes that the played nodes answer. */
  static AControlPlane of(AChange change, String environment) throws Exception {
    return of(change, environment, NODES);
  }

  /** The same with only these nodes there. */
  static AControlPlane of(AChange change, String environment, List<String> there) throws Exception {
    var home = change.file(environment);
    for (var name : List.of("orchestrator", "log")) {
      Ran.xps("key", "generate", "--name", name, "--out", home, "--json").exits(0);
    }
    int port = freePort();
    var authority = AgentCa.open(home, Instant.now(), new SecureRandom()).orThrow();
    var nodes = new PlayedNodes(authority, port);
    for (var node : there) {
      nodes.start(node);
    }
    return new AControlPlane(change, environment, nodes, port);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** No hours, and the probe that these nodes answer. */
  static void simplify(AChange change, int probePort) {
    change.replace(
        "orchestrator.policy.yaml",
        """
        windows:
          allowed:
            - days: [Mon, Tue, Wed, Thu]
              start: "20:00"
              end: "23:00"
              tz: "Europe/Berlin"
        """,
        "");
    change.replace(
        "rollout_plan.yaml",
        "probe: \"http+tls://{host}:8443/healthz\"\n  success_threshold: 3\n",
        "probe: \"http://127.0.0.1:%d/{node}\"\n  hosts_allow: [\"127.0.0.1\"]\n  interval: 200ms\n"
            .formatted(probePort));
  }

  /** The trust store gets the keys of these homes. */
  static void list(AChange change, AControlPlane... planes) {
    var orchestrators = new ArrayList<String>();
    var logs = new ArrayList<String>();
    for (var plane : planes) {
      orchestrators.add(
          "{\"name\": \"%s\", \"ed25519\": \"%s\"}"
              .formatted(plane.environment, plane.hex("orchestrator")));
      logs.add(
          "{\"name\": \"%s.example.org/audit\", \"ed25519\": \"%s\"}"
              .formatted(plane.environment, plane.hex("log")));
    }
    change.replace(
        "trust_store.json",
        "\"allow_unsigned\": false",
        "\"allow_unsigned\": false, \"orchestrators\": [%s], \"logs\": [%s]"
            .formatted(String.join(", ", orchestrators), String.join(", ", logs)));
  }

  Path home() {
    return change.file(environment);
  }

  Path audit() {
    return home().resolve("audit");
  }

  private String hex(String key) {
    return SigningKey.readPem(home().resolve(key + ".key")).orThrow().publicKey().hex();
  }

  Ran.At now() {
    return new Ran.At(
        Instant.now().truncatedTo(ChronoUnit.SECONDS),
        "",
        Surroundings.Terminals.NONE,
        Map.of("USER", "olga"),
        change.folder());
  }

  private Object[] here(Object[] words, Object... more) {
    var all = new ArrayList<Object>(List.of(words));
    all.replaceAll(word -> word.equals("prod") ? environment : word);
    all.addAll(List.of(more));
    return all.toArray();
  }

  void approve() {
    for (var who : List.of("bob", "carol")) {
      now().xps(here(change.approve(who, "--yes"))).exits(0);
    }
  }

  Ran gate(Object... more) {
    return now().xps(here(here(change.gate("--json")), more));
  }

  Object[] words(Object... more) {
    var words =
        here(
            change.gate(),
            "--repo",
            change.file("repo").toUri(),
            "--local",
            "--home",
            home(),
            "--listen",
            "127.0.0.1:" + port,
            "--allow-loopback",
            "--yes",
            "--json");
    words[0] = "apply";
    return here(words, more);
  }

  Ran apply(Object... more) {
    return now().xpsAsTimePasses(words(more));
  }

  List<AuditRecord> records(Action action) throws IOException {
    return AuditReader.of(audit()).records().orThrow().stream()
        .filter(record -> record.action() == action)
        .toList();
  }

  @Override
  public void close() throws IOException {
    nodes.close();
  }
}
