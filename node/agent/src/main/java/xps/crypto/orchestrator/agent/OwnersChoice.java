package xps.crypto.orchestrator.agent;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import xps.crypto.orchestrator.attest.CrlSource;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.bind.ProbeTrust;
import xps.crypto.orchestrator.bind.RuleAdapters;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Source;
import xps.crypto.orchestrator.guard.Policy;

/** Trust store and policy as the node's owner has chosen them, and no others. */
final class OwnersChoice {
  private OwnersChoice() {}

  /** What the agent judges by; refused where a file isn't the one of {@code agent.yaml}. */
  static Outcome<NodeRules> rules(AgentConfig config) {
    return read(config.trust(), "trust store", Code.TRUST_STORE_INVALID)
        .flatMap(text ->
            TrustStore.parse(
                config.trust().path().toString(), text, listsBeside(config.trust().path())))
        .flatMap(trust -> allowed(config, trust))
        .flatMap(trust ->
            read(config.policy(), "policy", Code.POLICY_INVALID)
                .flatMap(text ->
                    Policy.parse(config.policy().path().toString(), text, RuleAdapters::find))
                .map(policy ->
                    new NodeRules(
                        config.node(),
                        trust,
                        policy,
                        config.outfit(),
                        config.maxArtifactBytes(),
                        machine(),
                        CageTrial.passes())));
  }

  /** By whom the node's own HTTPS is vouched for when it probes itself. */
  static Outcome<SSLContext> probeTrust(AgentConfig config) {
    if (!Files.exists(config.probeCa())) {
      return Outcome.ok(ProbeTrust.ofThisMachine());
    }
    var read = ProbeTrust.only(config.probeCa());
    return read.isOk()
        ? read
        : Outcome.refused(
            new Problem(
                Code.AGENT_CONFIG_INVALID,
                "this isn't a file of PEM certificates",
                config.probeCa().toString(),
                "put the authorities of the node's own HTTPS there, or take the file away"));
  }

  /** Revocation lists lie beside the trust store; one that can't be read isn't there. */
  static CrlSource listsBeside(Path trustStore) {
    return name -> {
      var list = Source.read(trustStore.resolveSibling(name), Code.TRUST_STORE_INVALID);
      return list.isOk() ? Optional.of(Bytes.copyOf(list.orThrow())) : Optional.empty();
    };
  }

  private static Outcome<byte[]> read(AgentConfig.Pinned pinned, String what, Code invalid) {
    return Source.read(pinned.path(), invalid)
        .flatMap(text -> {
          var found = Sha256.of(text);
          return found.equals(pinned.sha256())
              ? Outcome.ok(text)
              : Outcome.refused(
                  new Problem(
                      Code.AGENT_CONFIG_INVALID,
                      "the "
                          + what
                          + " "
                          + pinned.path()
                          + " has the SHA-256 "
                          + found
                          + ", which isn't the one chosen here",
                      pinned.where(),
                      "find out who changed the file; if it was you, write its sha256sum here"));
        });
  }

  /** No node installs what nobody signed, unless it is nobody's production. */
  static Outcome<TrustStore> allowed(AgentConfig config, TrustStore trust) {
    return trust.allowUnsigned() && !config.node().development()
        ? Outcome.refused(
            new Problem(
                Code.AGENT_CONFIG_INVALID,
                "the trust store has allow_unsigned: true, and this node isn't development: true",
                config.trust().where(),
                "give the node a trust store without allow_unsigned"))
        : Outcome.ok(trust);
  }

  /** As {@code uname -m} spells it. */
  private static String machine() {
    var machine = System.getProperty("os.arch", "");
    return Arrays.asList("amd64", "x86_64").contains(machine) ? "x86_64" : machine;
  }
}
