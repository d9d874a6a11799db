package xps.crypto.orchestrator.cli.demo.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import xps.crypto.orchestrator.attest.ArtifactSource;
import xps.crypto.orchestrator.attest.AttestedPatch;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.ManifestDraft;
import xps.crypto.orchestrator.attest.ManifestSigner;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.attest.Verifier;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.audit.AuditLog;
import xps.crypto.orchestrator.audit.AuditRecord;
import xps.crypto.orchestrator.audit.LogSigner;
import xps.crypto.orchestrator.audit.Result;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.guard.Approval;
import xps.crypto.orchestrator.guard.ApprovalDraft;
import xps.crypto.orchestrator.guard.Decision;
import xps.crypto.orchestrator.guard.Direction;
import xps.crypto.orchestrator.guard.Environment;
import xps.crypto.orchestrator.guard.Policy;
import xps.crypto.orchestrator.planner.Fleet;
import xps.crypto.orchestrator.planner.Plan;
import xps.crypto.orchestrator.planner.RolloutPlan;
import xps.crypto.orchestrator.server.AgentCa;

/** Three nodes, a signer, two approvers, and a control plane with its keys. */
record AnOrganisation(
    Path folder,
    SecureRandom chance,
    SigningKey release,
    List<SigningKey> approvers,
    SigningKey orchestrator,
    SigningKey log) {
  static final Instant NOW = Instant.parse("2026-03-02T20:15:00Z");
  static final Environment PROD = Environment.of("prod");
  static final String MODULE = "xps.crypto.hash.sha256.so";

  static AnOrganisation at(Path folder) throws IOException, GeneralSecurityException {
    var chance = new SecureRandom();
    var organisation =
        new AnOrganisation(
            folder,
            chance,
            SigningKey.generate(chance),
            List.of(SigningKey.generate(chance), SigningKey.generate(chance)),
            SigningKey.generate(chance),
            SigningKey.generate(chance));
    organisation.settle();
    return organisation;
  }

  private void settle() throws IOException, GeneralSecurityException {
    orchestrator.writePem(folder.resolve("orchestrator.key"));
    log.writePem(folder.resolve("log.key"));
    AgentCa.open(folder, NOW, chance).orThrow();
    try (var audit = AuditLog.open(folder.resolve("audit"), signer()).orThrow()) {
      for (var action : List.of(Action.ATTEST, Action.PLAN, Action.PLAN)) {
        audit.append(List.of(AuditRecord.of(NOW, action).result(Result.SUCCESS).build()));
      }
    }
  }

  LogSigner signer() {
    return new LogSigner("log.example", log);
  }

  TrustStore trust() {
    var text =
        """
        {"trusted_signers": [{"name": "XPS Release", "ed25519": "%s"}],
         "min_required_signatures": 1, "allow_unsigned": false,
         "orchestrators": [{"name": "control", "ed25519": "%s"}],
         "logs": [{"name": "log.example", "ed25519": "%s"}]}
        """
            .formatted(
                release.publicKey().hex(), orchestrator.publicKey().hex(), log.publicKey().hex());
    return TrustStore.parse("trust_store.json", text.getBytes(UTF_8)).orThrow();
  }

  /** What the nodes' owners demand; the window as they write it. */
  Policy policy(String windows) {
    var text =
        """
        rbac:
          required_approvals: 2
          roles: [{name: release_manager, approve: [patch]}]
          approvers:
            - {name: ada, role: release_manager, ed25519: "%s"}
            - {name: ben, role: release_manager, ed25519: "%s"}
        windows: {allowed: %s}
        risk: {max_score: 7}
        """
            .formatted(
                approvers.get(0).publicKey().hex(), approvers.get(1).publicKey().hex(), windows);
    return Policy.parse("policy", text.getBytes(UTF_8)).orThrow();
  }

  Policy open() {
    return policy("[{days: [Mon], start: \"20:00\", end: \"23:00\", tz: UTC}]");
  }

  Fleet fleet() {
    var nodes =
        Stream.of("api-1 api", "api-2 api", "validator-1 validator")
            .map(node -> node.split(" "))
            .map(node ->
                "{id: %s, host: 127.0.1.1, labels: {role: %s, region: eu}}"
                    .formatted(node[0], node[1]))
            .collect(Collectors.joining(", "));
    return Fleet.parse("fleet.yaml", "nodes: [%s]".formatted(nodes).getBytes(UTF_8)).orThrow();
  }

  AttestedPatch patch(String version, List<String> targets) throws IOException {
    var signed = ManifestSigner.sign(draft(version, targets), release, false).orThrow();
    return attested(signed, trust());
  }

  AttestedPatch unsigned(String version) throws IOException {
    var lax =
        """
        {"trusted_signers": [{"name": "nobody", "ed25519": "%s"}],
         "min_required_signatures": 0, "allow_unsigned": true}
        """
            .formatted(log.publicKey().hex());
    return attested(
        draft(version, List.of("api", "validator")).document(),
        TrustStore.parse("lax.json", lax.getBytes(UTF_8)).orThrow());
  }

  private Manifest draft(String version, List<String> targets) throws IOException {
    Files.writeString(folder.resolve(MODULE), "module of " + version);
    return manifest(
        ManifestDraft.of("patch-" + version, version, targets, List.of(folder.resolve(MODULE)))
            .document()
            .orThrow());
  }

  private static Manifest manifest(Value.Obj document) {
    return Manifest.parse("manifest", Json.compact(document).getBytes(UTF_8)).orThrow();
  }

  private AttestedPatch attested(Value.Obj document, TrustStore trust) throws IOException {
    return Verifier.of(trust)
        .at(NOW)
        .requireAll(manifest(document), ArtifactSource.folder(folder))
        .orThrow();
  }

  /** The canary is {@code api-1} and {@code api-2}, and bakes for an hour. */
  RolloutPlan careful(AttestedPatch patch) {
    return plan(
        patch,
        """
        strategy:
          canary: {percentage: 60, match: ["role:api"], bake: 1h}
          waves: [{name: wave-1, match: ["*"], concurrency: 1}]
        """);
  }

  RolloutPlan hurried(AttestedPatch patch) {
    return plan(patch, "strategy: {waves: [{name: wave-1, match: [\"*\"], concurrency: 100}]}");
  }

  private RolloutPlan plan(AttestedPatch patch, String strategy) {
    var text =
        strategy
            + """

            health_check: {probe: "http+tls://{host}:8443/healthz"}
            rollback: {on: [probe_timeout], strategy: immediate}
            """;
    return Plan.parse("plan", text.getBytes(UTF_8)).orThrow().validate(patch, fleet()).orThrow();
  }

  List<Approval> approvals(RolloutPlan plan) {
    return Stream.of("ada", "ben")
        .map(name ->
            new ApprovalDraft(
                    name,
                    Decision.APPROVE,
                    Direction.FORWARD,
                    plan.patch().bodyDigest(),
                    plan.digest(),
                    "prod",
                    1,
                    NOW,
                    NOW.plus(Duration.ofDays(1)))
                .sign(approvers.get(name.equals("ada") ? 0 : 1))
                .orThrow())
        .toList();
  }
}
