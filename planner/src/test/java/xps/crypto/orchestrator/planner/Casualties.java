package xps.crypto.orchestrator.planner;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Who failed in a rollout, as a watcher counts them. */
final class Casualties {
  private final Set<String> failed = new HashSet<>();
  private final Set<String> silent = new HashSet<>();
  private final Set<Integer> waves = new HashSet<>();

  void add(int wave, String node, String code) {
    waves.add(wave);
    failed.add(node);
    if (code.equals("AGENT_LOST")) {
      silent.add(node);
    }
  }

  Set<String> failed() {
    return failed;
  }

  /** In which somebody failed. */
  Set<Integer> waves() {
    return waves;
  }

  /** Whether more of these have failed than the rule tolerates: counted anew, of everybody. */
  boolean areBeyond(Plan.Abort abort, Collection<String> nodes, Map<String, NodeStage> stages) {
    long finished =
        nodes.stream()
            .filter(node ->
                failed.contains(node)
                    || (stages.get(node).isEnd() && stages.get(node) != NodeStage.SKIPPED))
            .count();
    boolean any = abort.on().contains("any");
    long bad =
        nodes.stream()
            .filter(failed::contains)
            .filter(node -> any || abort.on().contains(silent.contains(node) ? "silent" : "failed"))
            .count();
    return bad > 0
        && finished >= abort.minFinished()
        && abort
            .count()
            .map(most -> bad >= most)
            .orElseGet(() -> 100 * bad >= abort.percent().orElseThrow() * finished);
  }
}
