package xps.crypto.orchestrator.cli.demo;

import java.util.HashSet;
import java.util.stream.Collectors;
import xps.crypto.orchestrator.cli.organisation.PatchFolder;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** How far a rollout is, as its users see it: a dot a node, full when it answers with the patch. */
final class Progress {
  private Progress() {}

  static String of(World world, RolloutPlan plan, PatchFolder patch) {
    var serving = new HashSet<>(world.serving(Patches.moduleOf(patch)));
    return plan.waves().stream()
        .map(wave ->
            wave.name()
                + " "
                + wave.nodes().stream()
                    .map(node -> serving.contains(node) ? "●" : "○")
                    .collect(Collectors.joining()))
        .collect(Collectors.joining("  "));
  }
}
