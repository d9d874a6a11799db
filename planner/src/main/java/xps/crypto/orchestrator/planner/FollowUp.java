package xps.crypto.orchestrator.planner;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import xps.crypto.orchestrator.document.Value;

/**
 * A plan for nodes that came after another was approved, to be approved like any other (FORMATS §6,
 * {@code late_joiners: converge}).
 *
 * @param nodes who came later and is in scope, by id
 * @param plan one wave of them and no canary, with everything else as it was; for people to read
 *     and to approve
 */
public record FollowUp(List<String> nodes, Value.Obj plan) {
  /** The name of the one wave. */
  public static final String WAVE = "late-joiners";

  /** Copies the list. */
  public FollowUp {
    nodes = List.copyOf(nodes);
  }

  static FollowUp of(RolloutPlan before, Fleet now) {
    Set<String> known =
        before.waves().stream()
            .flatMap(wave -> wave.nodes().stream())
            .collect(Collectors.toUnmodifiableSet());
    var late =
        now.nodes().stream()
            .filter(node -> before.patch().targets().contains(node.role()))
            .map(Node::id)
            .filter(id -> before.fleet().node(id).isEmpty() && !known.contains(id))
            .toList();
    return new FollowUp(late, draft(before, late));
  }

  private static Value.Obj draft(RolloutPlan before, List<String> late) {
    var written = before.plan().document();
    var waves = (Value.Obj) written.get("strategy").orElseThrow();
    var last = (Value.Obj) ((Value.Arr) waves.get("waves").orElseThrow()).items().getLast();
    var wave =
        last.without("name", "match", "after")
            .with("name", Value.text(WAVE))
            .with("match", Value.texts(late.stream().map(id -> "id:" + id).toList()));
    var strategy =
        waves
            .without("canary", "receipts", "waves", "unmatched")
            .with("unmatched", Value.text("skip"))
            .with("waves", Value.array(List.of(wave)));
    return written.with("strategy", strategy);
  }
}
