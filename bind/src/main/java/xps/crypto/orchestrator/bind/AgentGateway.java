package xps.crypto.orchestrator.bind;

import java.util.Set;
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
   * Makes {@code desired} what a node is told from now on; an equal or lower generation than the
   * published one changes nothing.
   *
   * @param objects the digests that the node may fetch for it
   */
  void publish(String node, Desired desired, Set<Sha256> objects);

  /**
   * From now on tells this listener what happens; first, who is connected and the last report of
   * each node.
   */
  void attach(AgentListener listener);

  void detach(AgentListener listener);
}
