package xps.crypto.orchestrator.cli.rehearsal;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.ArtifactSource;
import xps.crypto.orchestrator.attest.ChangeClass;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.ManifestSigner;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.attest.Verifier;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.planner.Fleet;
import xps.crypto.orchestrator.planner.Plan;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** A change as a case describes it: a manifest that is signed and attested, and its plan. */
final class StagedChange {
  private static final String MODULE = "module.so";
  private static final String SBOM = "sbom.cdx.json";
  private static final Bytes CODE = Bytes.utf8("rehearsed");

  /** Enough that each wave has some, and that neither of two waves has more than half of all. */
  private static final int NODES = 8;

  private final PolicyCase asked;
  private final SigningKey signer;

  private StagedChange(PolicyCase asked, SigningKey signer) {
    this.asked = asked;
    this.signer = signer;
  }

  static Outcome<RolloutPlan> of(PolicyCase asked, SigningKey signer) {
    return new StagedChange(asked, signer).plan();
  }

  private Outcome<RolloutPlan> plan() {
    var source = new InMemory(CODE, sbom());
    return TrustStore.parse("trust_store.json", json(trust()))
        .flatMap(trust ->
            manifest()
                .flatMap(
                    manifest -> Verifier.of(trust).at(asked.at()).requireAll(manifest, source)))
        .flatMap(patch ->
            Fleet.parse("fleet.yaml", json(fleet()))
                .flatMap(fleet ->
                    Plan.parse("plan.yaml", json(planFile()))
                        .flatMap(plan -> plan.validate(patch, fleet))));
  }

  private Value.Obj trust() {
    var entry = Value.object().put("name", "rehearsal").put("ed25519", signer.publicKey().hex());
    if (asked.patch().signerNamed()) {
      var classes = Value.texts(List.of(asked.patch().changeClass().text()));
      entry.put("may_sign", Value.object().put("classes", classes).build());
    }
    return Value.object()
        .put("trusted_signers", List.of(entry.build()))
        .put("min_required_signatures", 1)
        .put("allow_unsigned", !asked.patch().signed())
        .build();
  }

  private Outcome<Manifest> manifest() {
    var patch = asked.patch();
    var metadata =
        Value.object()
            .put("change_class", patch.changeClass().text())
            .put("requires_restart", patch.restart());
    patch.author().ifPresent(author -> metadata.put("author", author));
    if (patch.sbom()) {
      metadata.put("sbom", SBOM).put("sbom_sha256", Sha256.of(json(sbom())));
    }
    var artifact =
        Value.object()
            .put("name", MODULE)
            .put("sha256", CODE.sha256())
            .put("size", CODE.size())
            .build();
    var document =
        Value.object()
            .put("id", "rehearsal")
            .put("version", version(patch.changeClass()))
            .put("targets", Value.texts(patch.targets()))
            .put("metadata", metadata.build())
            .put("artifacts", List.of(artifact))
            .build();
    var unsigned = Manifest.parse("manifest", json(document));
    return patch.signed()
        ? unsigned
            .flatMap(manifest -> ManifestSigner.sign(manifest, signer, false))
            .flatMap(signed -> Manifest.parse("manifest", json(signed)))
        : unsigned;
  }

  /** A version from which the class follows, where it does. */
  private static String version(ChangeClass changeClass) {
    return switch (changeClass) {
      case MAJOR -> "2.0.0";
      case MINOR -> "1.1.0";
      case PATCH, HOTFIX, CRITICAL, KEY_ROTATION -> "1.0.1";
    };
  }

  private static Value.Obj sbom() {
    var hash = Value.object().put("alg", "SHA-256").put("content", CODE.sha256()).build();
    var file =
        Value.object().put("type", "file").put("name", MODULE).put("hashes", List.of(hash)).build();
    return Value.object()
        .put("bomFormat", "CycloneDX")
        .put("specVersion", "1.5")
        .put("version", 1)
        .put("components", List.of(file))
        .build();
  }

  private Value.Obj fleet() {
    var nodes = new ArrayList<Value>();
    for (int i = 0; i < NODES; i++) {
      var labels = Value.object();
      asked.labels().forEach(labels::put);
      labels.put("role", asked.patch().targets().getFirst());
      labels.put("rehearsed", isEarly(i) ? "early" : "late");
      nodes.add(
          Value.object()
              .put("id", "node-" + i)
              .put("host", "node-" + i + ".example")
              .put("labels", labels.build())
              .build());
    }
    return Value.object().put("nodes", nodes).build();
  }

  private boolean isEarly(int node) {
    return asked.plan().largeLastWave() ? node < 2 : node < NODES / 2;
  }

  private Value.Obj planFile() {
    var shape = asked.plan();
    var strategy = Value.object();
    if (shape.canary()) {
      strategy.put(
          "canary",
          Value.object()
              .put("percentage", 1)
              .put("match", Value.texts(List.of("rehearsed:early")))
              .build());
    }
    strategy.put("waves", List.of(wave("early", "rehearsed:early"), wave("late", "*")));
    var plan = Value.object().put("strategy", strategy.build());
    if (shape.healthCheck()) {
      plan.put("health_check", Value.object().put("probe", "http+tls://{host}:8443/").build());
    }
    if (shape.rollback()) {
      plan.put(
          "rollback",
          Value.object()
              .put("on", Value.texts(List.of("probe_failed")))
              .put("strategy", "immediate")
              .build());
    }
    return plan.build();
  }

  private static Value.Obj wave(String name, String match) {
    return Value.object()
        .put("name", name)
        .put("match", Value.texts(List.of(match)))
        .put("concurrency", 4)
        .build();
  }

  private static byte[] json(Value value) {
    return Json.pretty(value).getBytes(StandardCharsets.UTF_8);
  }

  /** A source with the one artifact and its SBOM. */
  private record InMemory(Bytes code, Value.Obj sbom) implements ArtifactSource {
    @Override
    public Optional<InputStream> artifact(Artifact artifact) {
      return Optional.of(new ByteArrayInputStream(code.toArray()));
    }

    @Override
    public Optional<byte[]> beside(String name, Optional<Sha256> digest, int maxBytes) {
      return name.equals(SBOM) ? Optional.of(json(sbom)) : Optional.empty();
    }

    @Override
    public String describe() {
      return "rehearsal";
    }
  }
}
