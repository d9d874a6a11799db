package xps.crypto.orchestrator.bind;

import java.time.Instant;

/**
 * How far a node's memory had come, by its own word (NODE.md, "a state generation that only
 * grows"). It is kept beyond rollouts: whoever says less later was restored from an older state.
 *
 * @param memory how often it had been changed, {@link ReportBatch.Memory#changes}
 * @param at when it said so, by the node's clock
 * @param looked who has looked at the node since, and why it may go on; empty when nobody has
 */
public record NodeMark(long memory, Instant at, String looked) {

  /** After an operator has looked: the next word of the node is a beginning. */
  public static NodeMark lookedAt(Instant now, String words) {
    return new NodeMark(0, now, words);
  }
}
