package xps.crypto.orchestrator.planner;

/** Where a node stands in a rollout. */
public enum NodeStage {
  /** Its turn hasn't come. */
  WAITING,
  /** It was told; what it runs may still be the old version. */
  STARTED,
  /** The new version runs and is being probed. */
  ACTIVE,
  /** The new version runs well, seen from inside and outside. */
  HEALTHY,
  /** It was told to go back. */
  ROLLING_BACK,
  /** It is back. */
  ROLLED_BACK,
  /** It failed and changed nothing, or nothing goes back by the plan. */
  FAILED,
  /** It was left out. */
  SKIPPED,
  /** Nobody knows what it runs. */
  NEEDS_PERSON;

  /** Told, and not at an end yet: what concurrency counts. */
  public boolean isInFlight() {
    return this == STARTED || this == ACTIVE || this == ROLLING_BACK;
  }

  /** Out of service as far as {@code keep} is concerned. */
  boolean isUnavailable() {
    return isInFlight() || this == NEEDS_PERSON;
  }

  /** Where nothing more happens by itself. */
  public boolean isEnd() {
    return switch (this) {
      case HEALTHY, ROLLED_BACK, FAILED, SKIPPED, NEEDS_PERSON -> true;
      case WAITING, STARTED, ACTIVE, ROLLING_BACK -> false;
    };
  }
}
