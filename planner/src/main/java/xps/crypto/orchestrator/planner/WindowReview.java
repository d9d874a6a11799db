package xps.crypto.orchestrator.planner;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import xps.crypto.orchestrator.attest.ChangeClass;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;

/** Whether a plan's nodes can be done in the windows of a policy at all. */
final class WindowReview {
  private WindowReview() {}

  /** {@code WINDOW_TOO_SHORT} for every wave with a node that no window is open long enough for. */
  static List<Problem> of(
      RolloutPlan plan, Windows windows, String where, Instant from, Set<ChangeClass> claims) {
    var problems = new ArrayList<Problem>();
    var cutoff = windows.cutoff().orElse(plan.plan().expectedNodeDuration());
    var seen = new HashSet<Object>();
    for (var wave : plan.waves()) {
      seen.clear();
      for (var id : wave.nodes()) {
        var node = plan.fleet().node(id).orElseThrow();
        // Windows only look at labels, and many nodes have the same.
        if (seen.add(node.labels())
            && !windows.isEverOpenFor(cutoff, from, node.labels(), claims)) {
          problems.add(
              new Problem(
                  Code.WINDOW_TOO_SHORT,
                  "%s has %s, and nothing is open for longer than the %d s that a node takes: %s"
                      .formatted(wave.name(), id, cutoff.toSeconds(), windows.describe()),
                  where,
                  "widen the windows of these nodes, or lower windows.cutoff"));
          break;
        }
      }
    }
    return problems;
  }
}
