package xps.crypto.orchestrator.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import xps.crypto.orchestrator.attest.ArtifactSource;
import xps.crypto.orchestrator.attest.AttestedPatch;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.ManifestDraft;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.attest.Verifier;
import xps.crypto.orchestrator.cli.demo.attack.Paper;
import xps.crypto.orchestrator.cli.demo.attack.Papers;
import xps.crypto.orchestrator.cli.demo.attack.Victims;
import xps.crypto.orchestrator.cli.organisation.PatchFolder;
import xps.crypto.orchestrator.cli.organisation.PatchOrder;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.guard.Approval;
import xps.crypto.orchestrator.guard.Environment;
import xps.crypto.orchestrator.planner.Fleet;
import xps.crypto.orchestrator.planner.Plan;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** Lays out for the hostile runner what lies about in a control plane, and what he makes of it. */
record Arsenal(World world, Victims victims) {
  private static final String HURRIED =
      """
      strategy:
        waves: [{ name: wave-1, match: ["*"], concurrency: 100 }]
      """;

  private static final String USUAL =
      """
      health_check: { probe: "http+tls://{host}:8443/healthz" }
      rollback: { on: [probe_timeout], strategy: immediate }
      """;

  Papers papers(String lastRollout) throws IOException {
    var organisation = world.organisation();
    var patches = world.patches();
    var next = attested(patches.next());
    var careful = plan(careful(), next);
    var last = organisation.planFor(patches.better(), now()).orThrow();
    return new Papers(
        organisation.loadPolicy(),
        Environment.of(organisation.charter().environment()),
        new Paper(careful, approvals(careful)),
        hurried(next),
        hurried(unsigned()),
        hurried(attested(patches.wallets())),
        hurried(attested(patches.installed())),
        new Paper(last, approvals(last)),
        lastRollout);
  }

  private Instant now() {
    return world.setup().clock().instant();
  }

  /** 3.2.4 is for tonight: its canary is to be watched for an hour. */
  private String careful() {
    return """
    strategy:
      canary: { percentage: 20, match: ["id:%s", "id:%s"], bake: 1h }
      waves: [{ name: wave-1, match: ["*"], concurrency: 2 }]
    """
        .formatted(victims.shut(), victims.canary());
  }

  private Paper hurried(AttestedPatch patch) {
    return new Paper(plan(HURRIED, patch), List.of());
  }

  private RolloutPlan plan(String strategy, AttestedPatch patch) {
    return Plan.parse("plan", (strategy + USUAL).getBytes(UTF_8))
        .orThrow()
        .validate(patch, Fleet.load(world.organisation().fleet()))
        .orThrow();
  }

  /** True ones: the people have really approved this. */
  private List<Approval> approvals(RolloutPlan plan) {
    var organisation = world.organisation();
    return organisation.staff().releaseManagers().stream()
        .map(member -> organisation.approval(member, plan, 1, now()).orThrow())
        .toList();
  }

  private AttestedPatch attested(PatchFolder patch) throws IOException {
    return Verifier.of(TrustStore.load(world.organisation().trustStore()))
        .at(now())
        .requireAll(patch.manifest(), ArtifactSource.folder(patch.folder()))
        .orThrow();
  }

  /** The hostile runner's own module, which nobody would sign for him. */
  private AttestedPatch unsigned() throws IOException {
    var folder = Files.createDirectories(world.organisation().folder().resolve("hostile/module"));
    var module = Files.copy(stolen(), folder.resolve(stolen().getFileName()));
    Files.writeString(module, "and a little more", StandardOpenOption.APPEND);
    var document =
        ManifestDraft.of("evil", "9.9.9", PatchOrder.EVERY_ROLE, List.of(module))
            .document()
            .orThrow();
    var manifest = Manifest.parse("evil", Json.compact(document).getBytes(UTF_8)).orThrow();
    return Verifier.of(trustsEverybody())
        .at(now())
        .requireAll(manifest, ArtifactSource.folder(folder))
        .orThrow();
  }

  private Path stolen() {
    return Patches.fileOf(world.patches().better());
  }

  private TrustStore trustsEverybody() throws IOException {
    var honest =
        Json.parse(
                "trust",
                Files.readAllBytes(world.organisation().trustStore()),
                Code.TRUST_STORE_INVALID)
            .orThrow();
    var lax =
        ((Value.Obj) honest)
            .with("min_required_signatures", Value.number(0))
            .with("allow_unsigned", Value.bool(true));
    return TrustStore.parse("the hostile runner's own", Json.compact(lax).getBytes(UTF_8))
        .orThrow();
  }
}
