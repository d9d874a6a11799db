package xps.crypto.orchestrator.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.ArtifactSource;
import xps.crypto.orchestrator.attest.Bulletin;
import xps.crypto.orchestrator.attest.BulletinDraft;
import xps.crypto.orchestrator.attest.Kind;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.ManifestSigner;
import xps.crypto.orchestrator.attest.MerkleTree;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.attest.Verifier;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.audit.AuditRecord;
import xps.crypto.orchestrator.audit.Checkpoint;
import xps.crypto.orchestrator.audit.LogSigner;
import xps.crypto.orchestrator.audit.Result;
import xps.crypto.orchestrator.audit.SignedCheckpoint;
import xps.crypto.orchestrator.audit.TlogProof;
import xps.crypto.orchestrator.bind.Desired;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.Approval;
import xps.crypto.orchestrator.guard.ApprovalDraft;
import xps.crypto.orchestrator.guard.Decision;
import xps.crypto.orchestrator.guard.Direction;
import xps.crypto.orchestrator.guard.Envelope;
import xps.crypto.orchestrator.guard.Environment;
import xps.crypto.orchestrator.guard.Guard;
import xps.crypto.orchestrator.guard.NodeFacts;
import xps.crypto.orchestrator.guard.Policy;
import xps.crypto.orchestrator.guard.Warrant;
import xps.crypto.orchestrator.guard.WarrantDraft;
import xps.crypto.orchestrator.planner.Fleet;
import xps.crypto.orchestrator.planner.Plan;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** Everybody's keys, and with them the whole chain of evidence for a patch: real, and short. */
final class Chain {
  static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  static final String SHA256 = "xps.crypto.hash.sha256.so";
  static final String SHAKE256 = "xps.crypto.hash.shake256.so";
  static final String ROLLOUT = "abcdefghijklmnopqrstuvwxyz";
  static final Duration LIFE = Duration.ofHours(4);
  private static final SecureRandom CHANCE = new SecureRandom();

  private static final String FLEET =
      """
      nodes:
        - {id: api-1, host: api-1.example, labels: {role: api, tier: first}}
        - {id: api-2, host: api-2.example, labels: {role: api}}
      """;

  String planText =
      """
      strategy:
        waves:
          - {name: wave-1, match: ["tier:first"], concurrency: 1, bake: 1h}
          - {name: wave-2, match: ["*"], concurrency: 1}
      health_check:
        probe: "http+tls://{host}:8443/healthz"
        success_threshold: 2
        failure_threshold: 2
        interval: 1s
        deadline: 10s
      rollback: {on: [probe_failed], strategy: immediate}
      """;

  final SigningKey release = SigningKey.generate(CHANCE);
  final SigningKey orchestrator = SigningKey.generate(CHANCE);
  final SigningKey log = SigningKey.generate(CHANCE);
  SigningKey newsdesk = SigningKey.generate(CHANCE);
  final SigningKey ann = SigningKey.generate(CHANCE);
  final SigningKey bob = SigningKey.generate(CHANCE);

  /** Lines of the audit log. */
  final List<Bytes> lines = new ArrayList<>();

  /** Evidence without which the node follows no order. */
  EnumSet<NodeFacts.Demand> demands = EnumSet.of(NodeFacts.Demand.LOG);

  /** What the trust store says besides its keys. */
  String trustExtra = "";

  /** What the policy says besides its approvers. */
  String windows = "";

  private Optional<AnOrgCa> ca = Optional.empty();
  private Bytes list = Bytes.empty();
  private long desired;

  /** From now on every artifact needs alice's signature, too, who has a certificate of that CA. */
  void certifiedBy(AnOrgCa authority) {
    ca = Optional.of(authority);
    list = authority.list(1, false);
  }

  /** Somebody brings that revocation list. */
  void brings(Bytes revocationList) {
    list = revocationList;
  }

  TrustStore trust() {
    var json =
        """
        {"trusted_signers": [{"name": "XPS Release", "ed25519": "%s"} %s],
         "min_required_signatures": %d, %s %s
         "orchestrators": [{"name": "control", "ed25519": "%s"}],
         "logs": [{"name": "example.org/audit", "ed25519": "%s"}],
         "bulletins": [{"name": "newsdesk", "ed25519": "%s"}]}
        """
            .formatted(
                release.publicKey().hex(),
                ca.map(_ -> "," + AnOrgCa.entryOfAlice()).orElse(""),
                ca.isPresent() ? 2 : 1,
                ca.map(AnOrgCa::trust).orElse(""),
                trustExtra,
                orchestrator.publicKey().hex(),
                log.publicKey().hex(),
                newsdesk.publicKey().hex());
    return TrustStore.parse(
            "trust_store.json",
            json.getBytes(UTF_8),
            _ -> Optional.of(list).filter(it -> it.size() > 0))
        .orThrow();
  }

  Policy policy() {
    var yaml =
        """
        rbac:
          required_approvals: 2
          roles: [{name: manager, approve: [minor, patch]}]
          approvers:
            - {name: ann, role: manager, ed25519: "%s"}
            - {name: bob, role: manager, ed25519: "%s"}
        risk: {max_score: 9}
        """
            .formatted(ann.publicKey().hex(), bob.publicKey().hex());
    return Policy.parse("policy.yaml", (yaml + windows).getBytes(UTF_8)).orThrow();
  }

  /** The node api-1. */
  NodeRules rules() {
    return rules("api-1", "api");
  }

  NodeRules rules(String node, String role) {
    var facts =
        new NodeFacts(
            node,
            "prod",
            role,
            new TreeMap<>(),
            demands,
            Duration.ofSeconds(5),
            false,
            new TreeMap<>());
    return new NodeRules(facts, trust(), policy(), Set.of(Kind.MODULE), 1_000_000, "x86_64", true);
  }

  Bulletin signed(BulletinDraft draft) {
    return News.signed(draft, newsdesk);
  }

  /** A patch for role api whose one artifact has this content. */
  Patch patch(String version, String content) {
    return patch(SHA256, version, content);
  }

  Patch patch(String artifact, String version, String content) {
    return bundle(version, new TreeMap<>(Map.of(artifact, content)));
  }

  /** A patch for role api of several artifacts with these contents. */
  Patch bundle(String version, SortedMap<String, String> contents) {
    var artifacts =
        contents.entrySet().stream()
            .map(entry ->
                "{\"name\": \"%s\", \"sha256\": \"%s\", \"size\": %d}"
                    .formatted(entry.getKey(), digest(entry.getValue()), entry.getValue().length()))
            .collect(Collectors.joining(", "));
    var json =
        """
        {"id": "hotfix-%s", "version": "%s", "targets": ["api"], "metadata": {},
         "artifacts": [%s]}
        """
            .formatted(version, version, artifacts);
    var unsigned = manifest(json);
    var released = Json.compact(ManifestSigner.sign(unsigned, release, false).orThrow());
    var manifest = manifest(ca.map(it -> it.sign(unsigned, released)).orElse(released));
    var attested = Verifier.of(trust()).at(NOON).requireAll(manifest, source(contents)).orThrow();
    var plan =
        Plan.parse("plan.yaml", planText.getBytes(UTF_8))
            .orThrow()
            .validate(attested, Fleet.parse("fleet.yaml", FLEET.getBytes(UTF_8)).orThrow())
            .orThrow();
    return new Patch(plan, Sha256.of(contents.values().iterator().next().getBytes(UTF_8)));
  }

  private static String digest(String content) {
    return Sha256.of(content.getBytes(UTF_8)).hex();
  }

  static Manifest manifest(String json) {
    return Manifest.parse("manifest", json.getBytes(UTF_8)).orThrow();
  }

  /** A planned patch, and its first artifact. */
  record Patch(RolloutPlan plan, Sha256 artifact) {
    Sha256 body() {
      return plan.patch().bodyDigest();
    }
  }

  private static ArtifactSource source(Map<String, String> contents) {
    return new ArtifactSource() {
      @Override
      public Optional<InputStream> artifact(Artifact artifact) {
        return Optional.ofNullable(contents.get(artifact.name()))
            .map(content -> new ByteArrayInputStream(content.getBytes(UTF_8)));
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

  List<Approval> approvals(Patch patch, int attempt) {
    return List.of(approval("ann", ann, patch, attempt), approval("bob", bob, patch, attempt));
  }

  private static Approval approval(String who, SigningKey key, Patch patch, int attempt) {
    return new ApprovalDraft(
            who,
            Decision.APPROVE,
            Direction.FORWARD,
            patch.body(),
            patch.plan().digest(),
            "prod",
            attempt,
            NOON.minusSeconds(60),
            NOON.plus(Duration.ofDays(6)))
        .sign(key)
        .orThrow();
  }

  /** The honest warrant for a wave. */
  Warrant warrant(Patch patch, int wave, long sequence, int attempt) {
    var environment = new Environment("prod", attempt, Duration.ZERO);
    var at = NOON.plus(Duration.ofHours(wave));
    var permit =
        Guard.evaluate(
                policyAlwaysOpen(), patch.plan(), wave, approvals(patch, attempt), environment, at)
            .permit();
    var issue = new WarrantDraft.Issue(ROLLOUT, sequence, NOON, LIFE);
    return WarrantDraft.forward(permit, issue).sign(orchestrator, "control");
  }

  /** A control plane that has been taken over asks no window. */
  private Policy policyAlwaysOpen() {
    var kept = windows;
    windows = "";
    var open = policy();
    windows = kept;
    return open;
  }

  Warrant back(Patch patch, long sequence, int attempt) {
    var issue = new WarrantDraft.Issue(ROLLOUT, sequence, NOON, LIFE);
    var environment = new Environment("prod", attempt, Duration.ZERO);
    return WarrantDraft.rollback(patch.plan(), 0, policy().digest(), environment, issue)
        .sign(orchestrator, "control");
  }

  /** The same warrant with other approvals, signed again: the orchestrator's key is stolen. */
  Warrant withApprovals(Warrant warrant, List<Approval> approvals) {
    var unsigned = copy(warrant, warrant.environment(), approvals, warrant.signature());
    return copy(unsigned, unsigned.environment(), approvals, sign(unsigned));
  }

  Warrant withEnvironment(Warrant warrant, String environment) {
    var unsigned = copy(warrant, environment, warrant.approvals(), warrant.signature());
    return copy(unsigned, environment, unsigned.approvals(), sign(unsigned));
  }

  Warrant withSignature(Warrant warrant, Bytes signature) {
    return copy(warrant, warrant.environment(), warrant.approvals(), signature);
  }

  private Bytes sign(Warrant warrant) {
    return orchestrator.sign(warrant.signedBytes().toArray());
  }

  private static Warrant copy(
      Warrant of, String environment, List<Approval> approvals, Bytes signature) {
    return new Warrant(
        of.type(),
        of.rollout(),
        of.sequence(),
        of.wave(),
        of.patch(),
        of.from(),
        of.plan(),
        of.policy(),
        environment,
        of.changeClass(),
        of.targets(),
        of.attempt(),
        of.notBefore(),
        of.expires(),
        of.direction(),
        approvals,
        of.breakGlass(),
        of.gate(),
        of.issuer(),
        signature);
  }

  /** A warrant's GATE record, written into the log, and all that a node wants to see with it. */
  Envelope envelope(Patch patch, Warrant warrant, String node, long seen) {
    var record =
        AuditRecord.of(NOON, patch.plan().patch().id(), Action.GATE)
            .result(Result.SUCCESS)
            .rollout(warrant.rollout())
            .warrant(warrant.digest())
            .build();
    lines.add(record.leaf());
    int index = lines.size() - 1;
    var leaves = lines.stream().map(line -> MerkleTree.leafHash(line.toArray())).toList();
    var checkpoint = checkpoint();
    var membership = patch.plan().membership(node).orElseThrow();
    return new Envelope(
        warrant,
        patch.plan().patch().manifest().document(),
        patch.plan().plan().document(),
        patch.plan().waveRoots(),
        new Envelope.Position(membership.index(), membership.path(), patch.plan().leaf(node).key()),
        record.line(),
        new TlogProof(index, MerkleTree.inclusion(index, leaves), checkpoint).text(),
        new Envelope.Consistency(seen, MerkleTree.consistency(Math.toIntExact(seen), leaves)));
  }

  /** The log's newest checkpoint: a signed note (C2SP). */
  private SignedCheckpoint checkpoint() {
    var signer = new LogSigner("example.org/audit", log);
    var text = new Checkpoint(signer.origin(), lines.size(), MerkleTree.root(lines)).text();
    var keyId = Bytes.hex(signer.key().text().split("\\+", -1)[1]).orElseThrow().toArray();
    var signature = log.sign(text.getBytes(UTF_8)).toArray();
    var both = Arrays.copyOf(keyId, keyId.length + signature.length);
    System.arraycopy(signature, 0, both, keyId.length, signature.length);
    var line = "— " + signer.origin() + " " + Bytes.copyOf(both).base64() + "\n";
    return SignedCheckpoint.parse("checkpoint", text + "\n" + line).orThrow();
  }

  Desired desired(Envelope envelope) {
    return desired(Direction.FORWARD, envelope.toJson());
  }

  Desired desired(Direction direction, Bytes envelope) {
    desired++;
    return new Desired(desired, direction, ROLLOUT, envelope);
  }

  /** The honest order to api-1, by a control plane that knows how much of the log it has seen. */
  Desired order(Rig rig, Patch patch, long sequence, int attempt) {
    var warrant = warrant(patch, 0, sequence, attempt);
    return desired(envelope(patch, warrant, "api-1", rig.seen()));
  }

  Desired orderBack(Patch patch, long sequence, int attempt) {
    return desired(Direction.ROLLBACK, Envelope.ofRollback(back(patch, sequence, attempt)));
  }
}
