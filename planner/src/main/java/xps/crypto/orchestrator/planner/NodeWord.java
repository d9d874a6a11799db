package xps.crypto.orchestrator.planner;

/** What a node says about itself in a rollout. */
public enum NodeWord {
  /** It refused the desired state; nothing was changed. */
  REFUSED,
  /** It fetches and tests; what runs is untouched. */
  STAGING,
  /** It puts the new version in the place of the old one. */
  ACTIVATING,
  /** The new version runs; its own probe hasn't passed yet. */
  ACTIVE,
  /** The new version runs, and its own probe has passed. */
  HEALTHY,
  /** Staging failed; what runs is untouched. */
  FAILED,
  /** It is on the way back. */
  ROLLING_BACK,
  /** It runs what it ran before. */
  ROLLED_BACK,
  /** It couldn't go back. */
  ROLLBACK_FAILED
}
