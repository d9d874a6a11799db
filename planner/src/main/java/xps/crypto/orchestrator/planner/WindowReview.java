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

  /**
   * {@code WINDOW_TOO_SHORT} for every wave with a node that no window is open long enough for, or
   * whose nodes' windows are never open together.
   */
  static List<Problem> of(
      RolloutPlan plan, Windows windows, String where, Instant from, Set<ChangeClass> claims) {
    var problems = new ArrayList<Problem>();
    var cutoff = windows.cutoff().orElse(plan.plan().expectedNodeDuration());
    var calendar = new Calendar(from, windows, claims);
    for (var wave : plan.waves()) {
      var kinds = kinds(plan, wave);
      var closed =
          kinds.stream()
              .filter(node -> !windows.isEverOpenFor(cutoff, from, node.labels(), claims))
              .findFirst();
      if (closed.isPresent()) {
        problems.add(
            new Problem(
                Code.WINDOW_TOO_SHORT,
                "%s has %s, and nothing is open for longer than the %d s that a node takes: %s"
                    .formatted(
                        wave.name(), closed.get().id(), cutoff.toSeconds(), windows.describe()),
                where,
                "widen the windows of these nodes, or lower windows.cutoff"));
      } else if (calendar.firstOpening(kinds, cutoff).isEmpty()) {
        problems.add(
            new Problem(
                Code.WINDOW_TOO_SHORT,
                "the nodes of %s are never all in an open window for longer than %d s: %s"
                        .formatted(wave.name(), cutoff.toSeconds(), windows.describe())
                    + "; a wave is let in as a whole",
                where,
                "deal these nodes to several waves, or give their windows hours in common"));
      }
    }
    return problems;
  }

  /** Windows only look at labels, and many nodes have the same. */
  private static List<Node> kinds(RolloutPlan plan, Wave wave) {
    var seen = new HashSet<Object>();
    return wave.nodes().stream()
        .map(id -> plan.fleet().node(id).orElseThrow())
        .filter(node -> seen.add(node.labels()))
        .toList();
  }
}
