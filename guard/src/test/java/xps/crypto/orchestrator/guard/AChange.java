package xps.crypto.orchestrator.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.ArtifactSource;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.ManifestSigner;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.attest.Verifier;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.planner.Fleet;
import xps.crypto.orchestrator.planner.Plan;
import xps.crypto.orchestrator.planner.RolloutPlan;

/**
 * A patch and its plan as a test wants them: signed, for four nodes, with a canary, health check
 * and rollback, unless the test says otherwise.
 */
final class AChange {
  static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z"); // a Monday
  static final byte[] CODE = {1, 2, 3};
  static final String MODULE = "sha256.so";

  static final String CANARY = "canary: {percentage: 50, match: [\"tier:first\"], bake: 1h}";
  static final String WAVES = "waves: [{name: rest, match: [\"*\"], concurrency: 5}]";
  static final String HEALTH = "health_check: {probe: \"http://{host}:80/\", deadline: 10s}";
  static final String ROLLBACK = "rollback: {on: [probe_failed], strategy: immediate}";

  private String version = "3.2.1";
  private String metadata = "";
  private String targets = "\"api\"";
  private final List<String> signers = new ArrayList<>();
  private final List<People> signedBy = new ArrayList<>();
  private String trust = "";
  private boolean allowUnsigned;
  private String canary = CANARY;
  private String waves = WAVES;
  private String health = HEALTH;
  private String rollback = ROLLBACK;
  private String fleet =
      """
      nodes:
        - {id: a-1, host: a-1.example, labels: {role: api, region: eu, tier: first}}
        - {id: a-2, host: a-2.example, labels: {role: api, region: eu, tier: first}}
        - {id: b-1, host: b-1.example, labels: {role: api, region: us}}
        - {id: b-2, host: b-2.example, labels: {role: api, region: us}}
      """;

  private AChange() {}

  /** An honest change of class patch. */
  static AChange honest() {
    return new AChange();
  }

  AChange version(String text) {
    version = text;
    return this;
  }

  /** Members of the manifest's metadata, as JSON. */
  AChange metadata(String json) {
    metadata = json;
    return this;
  }

  AChange targets(String json) {
    targets = json;
    return this;
  }

  /** A trusted signer who has signed, with further members of the entry that begin with a comma. */
  AChange signer(People who, String more) {
    return trusting(who, more).signedBy(who);
  }

  AChange trusting(People who, String more) {
    signers.add("{\"name\": \"%s\", \"ed25519\": \"%s\"%s}".formatted(who.text(), who.hex(), more));
    return this;
  }

  AChange signedBy(People who) {
    signedBy.add(who);
    return this;
  }

  AChange unsigned() {
    allowUnsigned = true;
    return this;
  }

  /** Further members of the trust store, as JSON that ends with a comma. */
  AChange trust(String json) {
    trust = json;
    return this;
  }

  AChange canary(String yaml) {
    canary = yaml;
    return this;
  }

  AChange waves(String yaml) {
    waves = yaml;
    return this;
  }

  AChange health(String yaml) {
    health = yaml;
    return this;
  }

  AChange rollback(String yaml) {
    rollback = yaml;
    return this;
  }

  AChange fleet(String yaml) {
    fleet = yaml;
    return this;
  }

  TrustStore store() {
    var entries = signers.isEmpty() ? honest().trusting(People.RELEASE, "").signers : signers;
    var json =
        """
        {"trusted_signers": [%s], "min_required_signatures": 1, "allow_unsigned": %s, %s
         "orchestrators": [{"name": "control", "ed25519": "%s"}],
         "logs": [{"name": "example.org/audit", "ed25519": "%s"}]}
        """
            .formatted(
                String.join(", ", entries),
                allowUnsigned,
                trust,
                People.CONTROL.hex(),
                People.LOG.hex());
    return TrustStore.parse("trust_store.json", json.getBytes(UTF_8)).orThrow();
  }

  Manifest manifest() {
    var json =
        """
        {"id": "hotfix-7", "version": "%s", "targets": [%s], "metadata": {%s},
         "artifacts": [{"name": "%s", "sha256": "%s", "size": %d}]}
        """
            .formatted(version, targets, metadata, MODULE, Sha256.of(CODE).hex(), CODE.length);
    var manifest = parse(json);
    if (allowUnsigned) {
      return manifest;
    }
    for (var who : signedBy.isEmpty() ? List.of(People.RELEASE) : signedBy) {
      manifest = parse(Json.compact(ManifestSigner.sign(manifest, who.key(), false).orThrow()));
    }
    return manifest;
  }

  private static Manifest parse(String json) {
    return Manifest.parse("manifest", json.getBytes(UTF_8)).orThrow();
  }

  RolloutPlan plan() {
    var attested =
        Verifier.of(store())
            .at(NOON)
            .requireAll(manifest(), new OneFile(Bytes.copyOf(CODE)))
            .orThrow();
    var strategy =
        canary.isEmpty() ? "strategy:\n  " + waves : "strategy:\n  " + canary + "\n  " + waves;
    var yaml = String.join("\n", strategy, health, rollback, "");
    return Plan.parse("plan.yaml", yaml.getBytes(UTF_8))
        .orThrow()
        .validate(attested, Fleet.parse("fleet.yaml", fleet.getBytes(UTF_8)).orThrow())
        .orThrow();
  }

  /** A source with the one artifact, and nothing beside it. */
  private record OneFile(Bytes content) implements ArtifactSource {
    @Override
    public Optional<InputStream> artifact(Artifact artifact) {
      return Optional.of(new ByteArrayInputStream(content.toArray()));
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
