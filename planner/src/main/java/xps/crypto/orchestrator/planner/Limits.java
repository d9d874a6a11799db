package xps.crypto.orchestrator.planner;

import java.util.ArrayList;
import java.util.List;

/**
 * What keeps a waiting node from being started though its wave is open and has a free seat: the
 * machine asks whether there is anything, {@link Why} tells what.
 */
final class Limits {
  private Limits() {}

  /** In sentences; nothing where nothing does. */
  static List<String> of(RolloutState state, NodeRun node) {
    var reasons = new ArrayList<String>();
    keep(state, node, reasons);
    maxUnavailable(state, node, reasons);
    order(state, node, reasons);
    return reasons;
  }

  private static void keep(RolloutState state, NodeRun node, List<String> reasons) {
    var keep = state.plan.plan().keep();
    var domain = node.place.domain();
    if (keep.isEmpty() || domain.isEmpty()) {
      return;
    }
    int count = state.sizes.getOrDefault(domain, 0);
    int out = state.out(keep.get().per(), domain);
    int kept = keep.get().of(count);
    if (count - out - 1 < kept) {
      reasons.add(
          keep.get().per()
              + " "
              + domain
              + " has "
              + out
              + " of "
              + count
              + " out and keeps "
              + kept);
    }
  }

  private static void maxUnavailable(RolloutState state, NodeRun node, List<String> reasons) {
    var most = state.waves.get(node.wave).maxUnavailable();
    var zone = node.place.zone();
    if (most.isEmpty() || zone.isEmpty()) {
      return;
    }
    int out = state.out(most.get().per(), zone);
    if (out >= most.get().count()) {
      reasons.add(
          most.get().per()
              + " "
              + zone
              + " has "
              + out
              + " of "
              + most.get().count()
              + " unavailable");
    }
  }

  private static void order(RolloutState state, NodeRun node, List<String> reasons) {
    var wave = state.waves.get(node.wave);
    for (int rule : node.place.then()) {
      if (wave.pending[rule] > 0) {
        var first = state.plan.plan().orders().get(rule).first();
        reasons.add("waits for " + first + " (" + wave.pending[rule] + " not at their end)");
      }
    }
  }
}
