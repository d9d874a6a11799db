package xps.crypto.orchestrator.guard;

import java.time.Duration;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.planner.Plan;
import xps.crypto.orchestrator.planner.WaveRoot;

/** Takes what rules may ask about from a case. */
final class RuleFacts {
  private RuleFacts() {}

  static RuleInput.Patch patch(Case asked) {
    var patch = asked.patch();
    var manifest = patch.manifest();
    return new RuleInput.Patch(
        patch.id(),
        patch.version().toString(),
        patch.version().major(),
        patch.version().minor(),
        patch.changeClass().text(),
        patch.targets(),
        manifest.artifacts().stream()
            .map(artifact ->
                new RuleInput.Content(
                    artifact.name(), artifact.kind().text(), artifact.size().orElse(0)))
            .toList(),
        manifest.metadata().author().orElse(""),
        patch.signers(),
        patch.unsignedArtifacts().size(),
        !asked.hasFinding(Code.SBOM_MISSING),
        asked.requiresRestart());
  }

  static RuleInput.Rollout plan(Case asked) {
    var waves = asked.waves();
    return new RuleInput.Rollout(
        waves.stream().mapToLong(WaveRoot::count).sum(),
        waves.stream().map(wave -> new RuleInput.Step(wave.name(), wave.count())).toList(),
        asked.hasCanary() ? waves.getFirst().count() : 0,
        asked.plan().canary().map(Plan.Canary::bake).orElse(Duration.ZERO),
        asked.hasRollback(),
        asked.hasHealthCheck());
  }
}
