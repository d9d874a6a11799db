package xps.crypto.orchestrator.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.ArtifactSource;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.ManifestSigner;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.attest.Verifier;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.planner.Fleet;
import xps.crypto.orchestrator.planner.Plan;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** A patch for 40 nodes, and a policy with 3 roles, 10 approvers, 5 windows and 5 rules. */
final class BenchChange {
  static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z"); // a Monday

  private static final int APPROVERS = 10;
  private static final int NODES = 40;
  private static final byte[] CODE = {1, 2, 3};

  private final List<SigningKey> keys = new ArrayList<>();
  private final SigningKey signer = SigningKey.generate(new SecureRandom());

  BenchChange() {
    for (int i = 0; i < APPROVERS; i++) {
      keys.add(SigningKey.generate(new SecureRandom()));
    }
  }

  String policy() {
    var text =
        new StringBuilder(
            """
            rbac:
              required_approvals: 3
              roles:
                - {name: manager, approve: [patch, minor]}
                - {name: officer, approve: [patch, hotfix, critical]}
                - {name: operator, approve: [patch]}
              quorum: {manager: 1, officer: 1}
              approvers:
            """);
    var roles = List.of("manager", "officer", "operator");
    for (int i = 0; i < APPROVERS; i++) {
      text.append(
          "    - {name: person-%d, role: %s, ed25519: \"%s\"}\n"
              .formatted(i, roles.get(i % roles.size()), keys.get(i).publicKey().hex()));
    }
    return text.append(
            """
            windows:
              allowed:
                - {days: [Mon, Tue], start: "08:00", end: "20:00", tz: "Europe/Berlin", match: ["region:eu-*"]}
                - {days: [Wed, Thu], start: "20:00", end: "04:00", tz: "Europe/Berlin", match: ["region:eu-*"]}
                - {days: [Mon, Tue], start: "02:00", end: "20:00", tz: "America/New_York", match: ["region:us-*"]}
                - {days: [Sat], start: "20:00", end: "04:00", tz: "America/New_York"}
                - {days: [Sun], start: "10:00", end: "12:00", tz: "UTC"}
            risk: {max_score: 8, deny_on: [no_canary, no_rollback, major_change]}
            rules:
              - {name: hotfix, deny_if: "patch.class == 'hotfix' && environment.name == 'prod'", message: not in prod}
              - {name: bake, deny_if: "environment.name == 'prod' && plan.canary_bake < duration('30m')", message: watch it}
              - {name: canary, deny_if: "plan.nodes >= 20 && plan.canary * 10 > plan.nodes", message: too many first}
              - {name: risky, deny_if: "risk.score > 8 && plan.nodes > 1000", message: too much at once}
              - {name: class, deny_if: "patch.class == 'major' || patch.class == 'key_rotation'", message: by hand}
            """)
        .toString();
  }

  List<Approval> approvals(RolloutPlan plan) {
    var approvals = new ArrayList<Approval>();
    for (int i = 0; i < 3; i++) {
      approvals.add(
          new ApprovalDraft(
                  "person-" + i,
                  Decision.APPROVE,
                  Direction.FORWARD,
                  plan.patch().bodyDigest(),
                  plan.digest(),
                  "prod",
                  1,
                  NOW.minus(Duration.ofHours(2)),
                  NOW.plus(Duration.ofHours(2)))
              .sign(keys.get(i))
              .orThrow());
    }
    return approvals;
  }

  RolloutPlan plan() {
    var json =
        """
        {"id": "bench", "version": "3.2.1", "targets": ["api"], "metadata": {},
         "artifacts": [{"name": "sha256.so", "sha256": "%s", "size": %d}]}
        """
            .formatted(Sha256.of(CODE).hex(), CODE.length);
    var manifest = parse(json);
    var signed = parse(Json.compact(ManifestSigner.sign(manifest, signer, false).orThrow()));
    var trust =
        """
        {"trusted_signers": [{"name": "a", "ed25519": "%s"}], "min_required_signatures": 1}
        """
            .formatted(signer.publicKey().hex());
    var patch =
        Verifier.of(TrustStore.parse("trust", trust.getBytes(UTF_8)).orThrow())
            .at(NOW)
            .requireAll(signed, new OneFile())
            .orThrow();
    var strategy =
        """
        strategy:
          canary: {percentage: 10, bake: 1h}
          waves:
            - {name: eu, match: ["region:eu-*"], concurrency: 5}
            - {name: us, match: ["*"], concurrency: 5}
        health_check: {probe: "http://{host}:80/"}
        rollback: {on: [probe_failed], strategy: immediate}
        """;
    return Plan.parse("plan", strategy.getBytes(UTF_8))
        .orThrow()
        .validate(patch, Fleet.parse("fleet.yaml", fleet().getBytes(UTF_8)).orThrow())
        .orThrow();
  }

  private static Manifest parse(String json) {
    return Manifest.parse("manifest", json.getBytes(UTF_8)).orThrow();
  }

  private static String fleet() {
    var text = new StringBuilder("nodes:\n");
    for (int i = 0; i < NODES; i++) {
      text.append(
          "  - {id: n-%d, host: n-%d.example, labels: {role: api, region: %s}}\n"
              .formatted(i, i, i % 2 == 0 ? "eu-1" : "us-1"));
    }
    return text.toString();
  }

  private record OneFile() implements ArtifactSource {
    @Override
    public Optional<InputStream> artifact(Artifact artifact) {
      return Optional.of(new ByteArrayInputStream(CODE));
    }

    @Override
    public Optional<byte[]> beside(String name, Optional<Sha256> digest, int maxBytes) {
      return Optional.empty();
    }

    @Override
    public String describe() {
      return "memory";
    }
  }
}
