package xps.crypto.orchestrator.cli.organisation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.server.AgentCa;
import xps.crypto.orchestrator.workload.Uid;

/**
 * A node's own folder, with all that its owner puts there before the first start:
 *
 * <pre>
 * agent.yaml  trust_store.json  orchestrator.policy.yaml  identity/   for the agent
 * store/                                                              the agent's own
 * hash-service.properties  https/                                     for the workload
 * control/                                                            the workload's own
 * </pre>
 */
public record NodeFolder(Machine machine, Path folder) {
  private static final String AGENT = "agent.yaml";
  private static final String SERVICE = "hash-service.properties";

  /** Where its owner can't be root, the owner can be the agent. */
  private static final String DEVELOPMENT =
      "development: true         # this file isn't root's, so it protects nobody from the agent\n";

  private static final String SOCKET = "control/hash.sock";
  private static final int PORT = 8443;

  /**
   * Where a node stands.
   *
   * @param server where its control plane listens
   * @param maxClockError how far its clock may be off
   */
  public record Site(URI server, Duration maxClockError) {
    /** On the machine of the control plane itself, so that there is one clock. */
    public static Site onThisMachine(int port) {
      return new Site(URI.create("https://127.0.0.1:" + port), Duration.ofSeconds(1));
    }
  }

  /** Makes {@code nodes/<id>/} for a machine of an organisation. */
  public static NodeFolder mint(Organisation organisation, Machine machine, Site site, Instant now)
      throws IOException, GeneralSecurityException {
    var folder =
        Files.createDirectories(organisation.folder().resolve("nodes").resolve(machine.id()));
    // Whatever the umask: an agent takes nothing from a folder that others can write.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    var identity = organisation.agentsCa().node(machine.id(), now, AgentCa.MAX_NODE_LIFE);
    identity.write(folder.resolve("identity/chain.pem"), folder.resolve("identity/key.pem"));
    var https = organisation.probeCa().server(List.of(machine.host()), now);
    https.write(folder.resolve("https/chain.pem"), folder.resolve("https/key.pem"));
    var node = new NodeFolder(machine, folder);
    var trust = node.copy(organisation.trustStore(), Documents.TRUST_STORE);
    var policy = node.copy(organisation.policy(), Documents.POLICY);
    NewFile.write(folder.resolve(AGENT), node.agent(organisation, site, trust, policy));
    NewFile.write(folder.resolve(SERVICE), node.service());
    for (var part : List.of("store", "store/objects", "store/generations")) {
      directory(folder.resolve(part), "rwxr-xr-x");
    }
    directory(folder.resolve("control"), "rwxr-x---");
    return node;
  }

  private Sha256 copy(Path document, String name) throws IOException {
    var content = Files.readAllBytes(document);
    NewFile.write(folder.resolve(name), new String(content, UTF_8));
    return Sha256.of(content);
  }

  private String agent(Organisation organisation, Site site, Sha256 trust, Sha256 policy) {
    var labels = new ArrayList<String>();
    machine.labels().forEach((key, value) -> labels.add(key + ": " + value));
    return """
    # What only the owner of this node decides; nothing that comes over the network can change it.

    node: %s
    environment: %s
    role: %s
    labels: { %s }
    server: "%s"
    server_ca_sha256: "%s"    # of its public key: the first thing an agent checks
    trust: { path: %s, sha256: "%s" }
    policy: { path: %s, sha256: "%s" }
    log: required             # no warrant without its record in the audit log
    bulletin: none
    clock: { source: none, max_error: %s }
    installers: [dynamic]     # modules swapped in a running process
    workload: { uid: %d, socket: %s }
    """
            .formatted(
                machine.id(),
                organisation.charter().environment(),
                machine.role(),
                String.join(", ", labels),
                site.server(),
                organisation.agentsCa().spkiSha256().hex(),
                Documents.TRUST_STORE,
                trust.hex(),
                Documents.POLICY,
                policy.hex(),
                Grammar.duration(site.maxClockError()),
                Uid.mine().value(),
                SOCKET)
        + (Uid.mine().value() == 0 ? "" : DEVELOPMENT);
  }

  private String service() {
    return """
    listen=%s:%d
    tls.chain=https/chain.pem
    tls.key=https/key.pem
    store=store
    control=%s
    """
        .formatted(machine.host(), PORT, SOCKET);
  }

  /**
   * Puts modules into the store as if the node's owner had installed them: generation 1, active.
   * For a node that hasn't run yet.
   *
   * @return the digests by the artifacts' names
   */
  public SortedMap<String, Sha256> install(List<Path> modules) throws IOException {
    var generation = directory(store().resolve("generations/1"), "rwxr-xr-x");
    var digests = new TreeMap<String, Sha256>();
    for (var module : modules) {
      var content = Files.readAllBytes(module);
      var digest = Sha256.of(content);
      NewFile.write(store().resolve("objects").resolve(digest.hex()), content, "r--r--r--");
      var name = String.valueOf(module.getFileName());
      Files.createSymbolicLink(generation.resolve(name), Path.of("../../objects", digest.hex()));
      digests.put(name, digest);
    }
    Files.createSymbolicLink(store().resolve("active"), Path.of("generations/1"));
    return Collections.unmodifiableSortedMap(digests);
  }

  /** SHA-256 of the public key (SPKI) under which it signs its reports: {@code key} of a fleet. */
  public Sha256 key() throws IOException, GeneralSecurityException {
    try (var chain = Files.newInputStream(folder.resolve("identity/chain.pem"))) {
      var leaf = CertificateFactory.getInstance("X.509").generateCertificate(chain);
      return Sha256.of(leaf.getPublicKey().getEncoded());
    }
  }

  /** What {@code agent run --config} takes. */
  public Path agentConfig() {
    return folder.resolve(AGENT);
  }

  /** What the example service is started with. */
  public Path serviceSettings() {
    return folder.resolve(SERVICE);
  }

  public Path store() {
    return folder.resolve("store");
  }

  /** Where the node's service answers. */
  public URI service(String path) {
    return URI.create("https://" + machine.host() + ":" + PORT + path);
  }

  private static Path directory(Path folder, String mode) throws IOException {
    Files.createDirectory(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
    return folder;
  }
}
