package xps.crypto.orchestrator.bind;

import java.util.concurrent.CompletionStage;

/** Hears of agents from an {@link AgentGateway}, on whatever thread that has at hand. */
public interface AgentListener {

  /**
   * Takes the reports of a node, in their order. A node that was away, and stands where it stood,
   * says its last report again, under the name that it had: who has taken it learns that the node
   * is there.
   *
   * @return done when they are durable. The gateway MUST NOT acknowledge them to the agent before:
   *     an agent never says again as new what was acknowledged
   */
  CompletionStage<?> reported(String node, ReportBatch batch);

  void connected(String node);

  void disconnected(String node);
}
