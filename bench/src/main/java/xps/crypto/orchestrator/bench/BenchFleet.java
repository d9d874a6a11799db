package xps.crypto.orchestrator.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.ArtifactSource;
import xps.crypto.orchestrator.attest.AttestedPatch;
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

/** A fleet of any size, a patch for it, and a plan with a bit of everything. */
final class BenchFleet {
  /** Nodes of a cluster, which lies in one zone. */
  private static final int CLUSTER = 100;

  private static final byte[] CODE = {1, 2, 3};
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  static final String PLAN =
      """
      strategy:
        canary: {percentage: 1, bake: 10m, concurrency: 1000}
        keep: {per: cluster, available: "1/2"}
        waves:
          - {name: north, match: ["region:north"], concurrency: %1$d}
          - {name: rest, match: ["*"], concurrency: %1$d, max_unavailable: {per: zone, count: %1$d}}
      health_check: {probe: "http+tls://{host}:8443/healthz"}
      rollback: {on: [probe_timeout], strategy: immediate}
      """;

  private static final AttestedPatch PATCH = patch();

  private BenchFleet() {}

  static Path write(Path folder, int nodes) throws IOException {
    Files.createDirectories(folder);
    var file = folder.resolve("fleet-" + nodes + ".jsonl");
    if (!Files.exists(file)) {
      Files.write(file, jsonl(nodes));
    }
    return file;
  }

  private static byte[] jsonl(int nodes) {
    var out = new ByteArrayOutputStream(nodes * 140);
    for (int i = 0; i < nodes; i++) {
      var line =
          """
          {"id":"node-%07d","host":"node-%07d.example","labels":{"role":"%s","region":"%s","zone":"zone-%d","cluster":"c-%d"},"installed":"3.2.0"}
          """
              .formatted(
                  i,
                  i,
                  i % 3 == 0 ? "api" : "validator",
                  i / CLUSTER % 2 == 0 ? "north" : "south",
                  i / CLUSTER % 16,
                  i / CLUSTER);
      out.writeBytes(line.getBytes(StandardCharsets.US_ASCII));
    }
    return out.toByteArray();
  }

  static RolloutPlan plan(Fleet fleet) {
    var text = PLAN.formatted(Math.max(10, fleet.nodes().size() / 100));
    return Plan.parse("plan.yaml", text.getBytes(StandardCharsets.UTF_8))
        .orThrow()
        .validate(PATCH, fleet)
        .orThrow();
  }

  private static AttestedPatch patch() {
    var key = SigningKey.generate(new SecureRandom());
    var trust =
        """
        {"trusted_signers": [{"name": "bench", "ed25519": "%s"}],
         "min_required_signatures": 1, "allow_unsigned": false}
        """
            .formatted(key.publicKey().hex());
    var json =
        """
        {"id": "bench", "version": "3.2.1", "artifacts": [{"name": "a.so", "sha256": "%s"}],
         "targets": ["api", "validator"], "metadata": {"requires_restart": false}}
        """
            .formatted(Sha256.of(CODE).hex());
    var unsigned = manifest(json);
    var signed = Json.compact(ManifestSigner.sign(unsigned, key, false).orThrow());
    return Verifier.of(TrustStore.parse("trust", trust.getBytes(StandardCharsets.UTF_8)).orThrow())
        .at(NOW)
        .requireAll(manifest(signed), new OneFile())
        .orThrow();
  }

  private static Manifest manifest(String json) {
    return Manifest.parse("manifest", json.getBytes(StandardCharsets.UTF_8)).orThrow();
  }

  private static final class OneFile implements ArtifactSource {
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
