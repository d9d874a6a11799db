package xps.crypto.orchestrator.planner;

import java.time.Duration;
import java.util.List;
import xps.crypto.orchestrator.attest.MerkleTree;
import xps.crypto.orchestrator.document.Sha256;

/**
 * A wave with the nodes that were dealt to it.
 *
 * @param index 0 for the canary, or for the first wave where there is none
 * @param nodes ids in byte order
 * @param after indexes of the waves that have to be healthy and baked before this one
 * @param bake how long this wave is watched before another builds on it
 * @param root RFC 6962 root over the nodes' leaves, see {@link WaveLeaf}
 */
public record Wave(
    String name,
    int index,
    List<String> nodes,
    int concurrency,
    Duration bake,
    List<Integer> after,
    Sha256 root) {
  /** The name of the canary's wave; no other may have it. */
  public static final String CANARY = "canary";

  /** Copies the lists. */
  public Wave {
    nodes = List.copyOf(nodes);
    after = List.copyOf(after);
  }

  static Sha256 rootOf(List<WaveLeaf> nodes) {
    return MerkleTree.root(nodes.stream().map(WaveLeaf::bytes).toList());
  }

  /** What the plan digest says about this wave. */
  public WaveRoot waveRoot() {
    return new WaveRoot(name, nodes.size(), root);
  }
}
