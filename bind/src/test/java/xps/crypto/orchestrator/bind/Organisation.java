package xps.crypto.orchestrator.bind;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.ArtifactSource;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.ManifestSigner;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.attest.Verifier;
import xps.crypto.orchestrator.audit.LogSigner;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.Approval;
import xps.crypto.orchestrator.guard.ApprovalDraft;
import xps.crypto.orchestrator.guard.Decision;
import xps.crypto.orchestrator.guard.Direction;
import xps.crypto.orchestrator.guard.Environment;
import xps.crypto.orchestrator.guard.Guard;
import xps.crypto.orchestrator.guard.Permit;
import xps.crypto.orchestrator.guard.Policy;
import xps.crypto.orchestrator.planner.Fleet;
import xps.crypto.orchestrator.planner.Plan;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** People, keys and documents of a small organisation, whole enough for real permits. */
final class Organisation {

  static final Instant MONDAY = Instant.parse("2026-03-02T12:00:00Z");
  static final String MODULE = "xps.crypto.hash.sha256.so";
  static final String OTHER_MODULE = "xps.crypto.hash.shake256.so";
  private static final SecureRandom CHANCE = new SecureRandom();

  /** Two regions of two, and one more; the first of each region is its canary. */
  static final String FLEET =
      """
      nodes:
        - {id: api-1, host: api-1.example, labels: {role: api, region: north, tier: canary}}
        - {id: api-2, host: api-2.example, labels: {role: api, region: north}}
        - {id: validator-1, host: validator-1.example, labels: {role: validator, region: south}}
        - {id: validator-2, host: validator-2.example, labels: {role: validator, region: south}}
      """;

  static final String PLAN =
      """
      strategy:
        canary: {percentage: 25, halt_on_error: true}
        waves:
          - {name: wave-1, match: ["region:north"], concurrency: 10}
          - {name: wave-2, match: ["*"], concurrency: 10}
      health_check:
        probe: "http+tls://{host}:8443/healthz"
        success_threshold: 1
        failure_threshold: 1
        interval: 200ms
        deadline: 60s
      rollback:
        on: [probe_timeout, install_error, selftest_failed]
        strategy: immediate
      """;

  final SigningKey release = SigningKey.generate(CHANCE);
  final SigningKey officer = SigningKey.generate(CHANCE);
  final SigningKey manager = SigningKey.generate(CHANCE);
  final SigningKey orchestrator = SigningKey.generate(CHANCE);
  final SigningKey log = SigningKey.generate(CHANCE);
  final Map<String, byte[]> files =
      new TreeMap<>(
          Map.of(MODULE, "sha256 of 3.2.1".getBytes(UTF_8), OTHER_MODULE, new byte[] {1, 2, 3}));
  final Map<String, SigningKey> nodeKeys = new ConcurrentHashMap<>();
  String fleet = FLEET;
  String plan = PLAN;
  String windows = "";

  /** The key that a node signs its reports with. */
  SigningKey nodeKey(String node) {
    return nodeKeys.computeIfAbsent(node, _ -> SigningKey.generate(CHANCE));
  }

  /** The same fleet with its nodes' keys, under a plan that wants the canary's own word. */
  Organisation withReceipts() {
    for (var node : List.of("api-1", "api-2", "validator-1", "validator-2")) {
      var key = nodeKey(node).publicKey().spki().sha256().hex();
      fleet = fleet.replace("{id: " + node + ",", "{id: " + node + ", key: " + key + ",");
    }
    plan = plan.replace("  waves:", "  receipts: required\n  waves:");
    return this;
  }

  TrustStore trust() {
    var json =
        """
        {"trusted_signers": [{"name": "XPS Release", "ed25519": "%s"}],
         "min_required_signatures": 1, "allow_unsigned": false,
         "orchestrators": [{"name": "control", "ed25519": "%s"}],
         "logs": [{"name": "example.org/audit", "ed25519": "%s"}]}
        """
            .formatted(
                release.publicKey().hex(), orchestrator.publicKey().hex(), log.publicKey().hex());
    return TrustStore.parse("trust_store.json", json.getBytes(UTF_8)).orThrow();
  }

  LogSigner logSigner() {
    return new LogSigner("example.org/audit", log);
  }

  Policy policy() {
    var yaml =
        """
        rbac:
          required_approvals: 2
          roles:
            - {name: release_manager, approve: [minor, patch]}
          approvers:
            - {name: ann, role: release_manager, ed25519: "%s"}
            - {name: bob, role: release_manager, ed25519: "%s"}
        risk: {max_score: 9}
        """
            .formatted(officer.publicKey().hex(), manager.publicKey().hex());
    return Policy.parse("policy.yaml", (yaml + windows).getBytes(UTF_8)).orThrow();
  }

  Manifest manifest() {
    var artifacts = new ArrayList<String>();
    files.forEach((name, content) ->
        artifacts.add(
            "{\"name\": \"%s\", \"sha256\": \"%s\"}".formatted(name, Sha256.of(content).hex())));
    var json =
        """
        {"id": "hotfix-7", "version": "3.2.1", "artifacts": [%s],
         "targets": ["validator", "api"], "metadata": {"requires_restart": false}}
        """
            .formatted(String.join(", ", artifacts));
    var unsigned = Manifest.parse("patch_manifest.json", json.getBytes(UTF_8)).orThrow();
    var signed = ManifestSigner.sign(unsigned, release, false).orThrow();
    return Manifest.parse("patch_manifest.json", Json.compact(signed).getBytes(UTF_8)).orThrow();
  }

  ArtifactSource source() {
    return new ArtifactSource() {
      @Override
      public Optional<InputStream> artifact(Artifact artifact) {
        return Optional.ofNullable(files.get(artifact.name())).map(ByteArrayInputStream::new);
      }

      @Override
      public Optional<byte[]> beside(String name, Optional<Sha256> digest, int maxBytes) {
        return Optional.empty();
      }

      @Override
      public String describe() {
        return "memory";
      }
    };
  }

  RolloutPlan plan() {
    var patch = Verifier.of(trust()).at(MONDAY).requireAll(manifest(), source()).orThrow();
    var nodes = Fleet.parse("fleet.yaml", fleet.getBytes(UTF_8)).orThrow();
    return Plan.parse("plan.yaml", plan.getBytes(UTF_8)).orThrow().validate(patch, nodes).orThrow();
  }

  List<Approval> approvals(RolloutPlan of) {
    return List.of(approval("ann", officer, of), approval("bob", manager, of));
  }

  private static Approval approval(String who, SigningKey key, RolloutPlan of) {
    return new ApprovalDraft(
            who,
            Decision.APPROVE,
            Direction.FORWARD,
            of.patch().bodyDigest(),
            of.digest(),
            "prod",
            1,
            MONDAY.minusSeconds(60),
            MONDAY.plus(Duration.ofDays(6)))
        .sign(key)
        .orThrow();
  }

  Environment environment() {
    return Environment.of("prod").withClockError(Duration.ZERO);
  }

  Permit permit(Instant now) {
    var of = plan();
    return Guard.evaluate(policy(), of, approvals(of), environment(), now).permit();
  }
}
