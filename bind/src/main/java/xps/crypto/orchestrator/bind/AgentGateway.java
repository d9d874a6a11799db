package xps.crypto.orchestrator.bind;

import java.util.HashSet;
import java.util.Set;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.document.Sha256;

/**
 * The door to the agents. Nodes pull: a gateway answers who asks, and calls nobody.
 *
 * <p>A gateway decides nothing. It hands a node its own desired state and the objects of that and
 * of its previous one, and passes on what nodes report, each under the id that its certificate
 * names.
 */
public interface AgentGateway {

  /**
   * The names under which the repository has what a node fetches for a manifest: the digests of its
   * artifacts, and the roots of their trees, whose leaves lie in {@code <root>.leaves}.
   */
  static Set<Sha256> objectsOf(Manifest manifest) {
    var objects = new HashSet<Sha256>();
    for (var artifact : manifest.artifacts()) {
      objects.add(artifact.sha256());
      artifact.tree().ifPresent(tree -> objects.add(tree.root()));
    }
    return Set.copyOf(objects);
  }

  /**
   * Makes {@code desired} what a node is told from now on; an equal or lower generation than the
   * published one changes nothing.
   *
   * @param objects what the node may fetch for it: {@link #objectsOf} its manifest
   */
  void publish(String node, Desired desired, Set<Sha256> objects);

  /**
   * From now on tells this listener what happens; first, who is connected and the last report of
   * each node.
   */
  void attach(AgentListener listener);

  void detach(AgentListener listener);
}
