package xps.crypto.orchestrator.agent;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.attest.Kind;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Source;
import xps.crypto.orchestrator.guard.NodeFacts;

/**
 * {@code agent.yaml}: what only the node's owner decides (NODE.md).
 *
 * <p>Beside the file lie {@code identity/chain.pem} and {@code identity/key.pem}, the node's
 * certificate and key, {@code bulletin.json}, which is read whenever it is replaced, {@code
 * probe-ca.pem}, the authorities that vouch for the node's own HTTPS, where it is to probe itself
 * by that, and {@code store/}, the agent's own. Revocation lists lie beside the trust store.
 *
 * @param node with nothing active yet
 * @param server where the control plane answers agents
 * @param serverCa SHA-256 of the public key (SPKI) of the authority that vouches for the server
 * @param trust path and digest of the trust store
 * @param policy path and digest of the policy
 * @param clock who keeps it in step
 * @param kinds of artifacts that the installers are for
 * @param files where files go
 * @param probes commands that plans may probe by
 * @param workloadUid the user behind the workload's socket
 */
record AgentConfig(
    Path file,
    NodeFacts node,
    URI server,
    Sha256 serverCa,
    Pinned trust,
    Pinned policy,
    ClockKeeper clock,
    long maxArtifactBytes,
    Set<Kind> kinds,
    SortedMap<String, FilePlace> files,
    SortedMap<String, OwnCommand> probes,
    int workloadUid,
    Path workloadSocket) {

  /**
   * A file that the owner has chosen, by the SHA-256 of its bytes: {@code sha256sum} gives it.
   *
   * @param where the digest stands in {@code agent.yaml}
   */
  record Pinned(Path path, Sha256 sha256, String where) {}

  AgentConfig {
    kinds = Set.copyOf(kinds);
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    probes = Collections.unmodifiableSortedMap(new TreeMap<>(probes));
  }

  /** Reads an agent's configuration; refusals are {@code AGENT_CONFIG_INVALID}. */
  static Outcome<AgentConfig> load(Path file) {
    var unsafe = OwnersFile.complaint(file);
    return unsafe.isPresent()
        ? Outcome.refused(unsafe.get())
        : Source.read(file, Code.AGENT_CONFIG_INVALID)
            .flatMap(text -> AgentConfigReader.read(file, text))
            .flatMap(AgentConfig::owned);
  }

  private static Outcome<AgentConfig> owned(AgentConfig read) {
    var stranger =
        read.node().development() ? Optional.<Problem>empty() : OwnersFile.stranger(read.file());
    return stranger.isPresent() ? Outcome.refused(stranger.get()) : Outcome.ok(read);
  }

  /** What the node can do. */
  Outfit outfit() {
    return new Outfit(kinds, files.keySet(), probes.keySet(), Files.exists(probeCa()));
  }

  /** Who vouches for the node's own HTTPS, where plans name an authority of their own. */
  Path probeCa() {
    return file.resolveSibling("probe-ca.pem");
  }

  Path store() {
    return file.resolveSibling("store");
  }

  /** The newest news; whoever brings it there needs no trust. */
  Path bulletin() {
    return file.resolveSibling("bulletin.json");
  }

  Path chain() {
    return file.resolveSibling("identity").resolve("chain.pem");
  }

  Path key() {
    return file.resolveSibling("identity").resolve("key.pem");
  }
}
