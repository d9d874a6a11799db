package xps.crypto.orchestrator.bind;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** Hears of agents from an {@link AgentGateway}, on whatever thread that has at hand. */
public interface AgentListener {

  /**
   * Takes the reports of a node, in their order.
   *
   * @return done when they are durable. The gateway MUST NOT acknowledge them to the agent before:
   *     an agent never sends again what was acknowledged
   */
  CompletionStage<?> reported(String node, List<NodeReport> reports);

  void connected(String node);

  void disconnected(String node);
}
