package xps.crypto.orchestrator.cli.demo.attack;

import java.util.List;
import xps.crypto.orchestrator.guard.Approval;
import xps.crypto.orchestrator.planner.RolloutPlan;
import xps.crypto.orchestrator.planner.Wave;

/** A patch with a plan for it, and what people have approved of that. */
public record Paper(RolloutPlan plan, List<Approval> approvals) {
  public Paper {
    approvals = List.copyOf(approvals);
  }

  /** The wave that a node is in. */
  int waveOf(String node) {
    return plan.waves().stream()
        .filter(wave -> wave.nodes().contains(node))
        .mapToInt(Wave::index)
        .findFirst()
        .orElseThrow();
  }
}
