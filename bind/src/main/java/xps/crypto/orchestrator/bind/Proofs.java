package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import xps.crypto.orchestrator.attest.MerkleTree;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.planner.RolloutPlan;
import xps.crypto.orchestrator.planner.Wave;

/**
 * The proofs that go into envelopes. A wave's nodes mostly need the same ones, so each is made once
 * for every size of the log.
 */
final class Proofs {

  private final AuditTrail trail;
  private final RolloutPlan plan;
  private final Map<Integer, List<Sha256>> leaves = new HashMap<>();
  private final Map<Long, String> inclusions = new HashMap<>();
  private final Map<Long, List<Sha256>> consistencies = new HashMap<>();
  private long size = -1;

  Proofs(AuditTrail trail, RolloutPlan plan) {
    this.trail = trail;
    this.plan = plan;
  }

  /** That the node at this index is in its wave. */
  List<Sha256> membership(Wave wave, int index) {
    var hashes =
        leaves.computeIfAbsent(
            wave.index(), _ -> wave.nodes().stream().map(id -> plan.leaf(id).hash()).toList());
    return MerkleTree.inclusion(index, hashes);
  }

  /** That the log has a record at this index. */
  String inclusion(long index) throws IOException {
    forgetOlder();
    var made = inclusions.get(index);
    if (made == null) {
      made = trail.inclusion(index).text();
      inclusions.put(index, made);
    }
    return made;
  }

  /**
   * That the log has only grown since it had {@code from} records. A node that has seen more than
   * there is can be shown nothing; it will say so.
   */
  List<Sha256> consistency(long from) throws IOException {
    forgetOlder();
    if (from > size) {
      return List.of();
    }
    var made = consistencies.get(from);
    if (made == null) {
      made = trail.consistency(from);
      consistencies.put(from, made);
    }
    return made;
  }

  private void forgetOlder() throws IOException {
    if (trail.size() != size) {
      size = trail.size();
      inclusions.clear();
      consistencies.clear();
    }
  }
}
