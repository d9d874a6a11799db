package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.workload.Uid;

/** An owner's {@code agent.yaml}, whose pins are right where the files are there. */
final class AnAgentYaml {
  private static final String TRUST = "trust_store.json";
  private static final String POLICY = "orchestrator.policy.yaml";

  private final Path folder;
  private String bulletin = "none";
  private String installers = "[dynamic]";

  private AnAgentYaml(Path folder) {
    this.folder = folder;
  }

  static AnAgentYaml in(Path folder) {
    return new AnAgentYaml(folder);
  }

  AnAgentYaml bulletin(String demand) {
    bulletin = demand;
    return this;
  }

  AnAgentYaml installers(String yaml) {
    installers = yaml;
    return this;
  }

  AgentConfig read() throws IOException {
    var text =
        """
        node: api-1
        environment: prod
        role: api
        server: "https://127.0.0.1:9443"
        server_ca_sha256: "%s"
        trust: { path: %s, sha256: "%s" }
        policy: { path: %s, sha256: "%s" }
        log: none
        bulletin: %s
        clock: { source: none }
        installers: %s
        workload: { uid: 1000, socket: control/hash.sock }
        """
            .formatted(
                "0".repeat(64), TRUST, pin(TRUST), POLICY, pin(POLICY), bulletin, installers);
    // Whoever isn't root has no file of root's.
    var whole = Uid.mine().value() == 0 ? text : text + "development: true\n";
    return AgentConfig.load(Files.writeString(folder.resolve("agent.yaml"), whole)).orThrow();
  }

  private String pin(String name) throws IOException {
    var file = folder.resolve(name);
    return Sha256.of(Files.exists(file) ? Files.readAllBytes(file) : new byte[0]).hex();
  }
}
