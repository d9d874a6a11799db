package xps.crypto.orchestrator.planner;

/**
 * How a rollout ended.
 *
 * @param skipped nodes that were left out or could not be reached
 * @param needPerson nodes of which nobody knows what they run
 * @param reason in a sentence; empty when all went well
 */
public record RolloutResult(
    Kind kind,
    int healthy,
    int rolledBack,
    int failed,
    int skipped,
    int needPerson,
    String reason) {
  /** The kinds of ends. */
  public enum Kind {
    /**
     * It came to the end of its plan: whoever isn't healthy was skipped, or failed within what the
     * plan tolerates. Where somebody failed, somebody else is healthy.
     */
    DONE,
    /** Something failed, and what had to go back is back. */
    ROLLED_BACK,
    /** Something failed before it changed anything, or the plan says nothing goes back. */
    FAILED,
    /** A node could not be brought back: somebody must look. */
    NEEDS_PERSON,
    /** An operator ended it. */
    CANCELLED
  }
}
