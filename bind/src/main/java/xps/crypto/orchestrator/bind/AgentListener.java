package xps.crypto.orchestrator.bind;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Hears of agents from an {@link AgentGateway}, on whatever thread that has at hand. */
public interface AgentListener {

  /**
   * Takes the reports of a node, in their order.
   *
   * @return done when they are durable. The gateway MUST NOT acknowledge them to the agent before:
   *     an agent never sends again as new what was acknowledged
   */
  CompletionStage<?> reported(String node, List<NodeReport> reports);

  /**
   * Hears that a node which was away is there again and stands where its last report said. It was
   * taken before: nothing of it is new, but that the node is there.
   */
  void returned(String node, NodeReport last);

  void connected(String node);

  void disconnected(String node);
}
