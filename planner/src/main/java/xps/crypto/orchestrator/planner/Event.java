package xps.crypto.orchestrator.planner;

import java.time.Instant;
import java.util.List;

/**
 * What happened to a rollout. Every event brings its own time; the machine has no clock. Its JSON
 * form, for the journal, is {@link EventJson}.
 */
public sealed interface Event {
  /** When it happened, by the clock of whoever fed it in. */
  Instant at();

  /** Time has passed; nothing else. */
  record Tick(Instant at) implements Event {}

  /**
   * Guard's answer about a wave.
   *
   * @param reasons why not; empty when allowed
   */
  record GateAnswered(Instant at, int wave, boolean allowed, List<String> reasons)
      implements Event {
    public GateAnswered {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * A node has said something about this rollout.
   *
   * @param runsWanted whether the digests that it says are active are the patch's
   * @param code of what refused or failed; empty if nothing did
   */
  record Reported(
      Instant at, String node, NodeWord word, boolean runsWanted, String code, String detail)
      implements Event {}

  /**
   * The runner's own probe of a node; of one that hasn't been touched it says how it was before.
   *
   * @param at when it was asked: an answer is as old as its question
   * @param runsWanted whether the answer names a digest of the patch
   */
  record ProbeAnswered(Instant at, String node, boolean ok, boolean runsWanted, String detail)
      implements Event {}

  /** A node's agent has a connection. */
  record Connected(Instant at, String node) implements Event {}

  /** A node's agent has none any more. */
  record Disconnected(Instant at, String node) implements Event {}

  /**
   * What became of a node in an earlier rollout of the same patch, plan and attempt.
   *
   * @param healthy whether it runs the patch since then; else the patch failed on it
   */
  record Known(Instant at, String node, boolean healthy, String rollout) implements Event {}

  /** The runner was started again and has replayed the journal up to here. */
  record Restarted(Instant at) implements Event {}

  /** An operator wants no new starts for now. */
  record PauseAsked(Instant at, String actor, String reason) implements Event {}

  /** An operator wants it to go on. */
  record ResumeAsked(Instant at, String actor) implements Event {}

  /** An operator wants it to end where it is. */
  record CancelAsked(Instant at, String actor, String reason) implements Event {}

  /**
   * An operator wants everything back.
   *
   * @param approved whether a quorum has approved that, too: then nodes go whose patch is committed
   */
  record RollbackAsked(Instant at, String actor, String reason, boolean approved) implements Event {
    /** By an operator alone: nodes whose patch is committed stay where they are. */
    public RollbackAsked(Instant at, String actor, String reason) {
      this(at, actor, reason, false);
    }
  }

  /** An operator wants a node left out. */
  record SkipAsked(Instant at, String node, String actor, String reason) implements Event {}
}
