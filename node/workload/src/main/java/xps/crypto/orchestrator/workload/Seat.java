package xps.crypto.orchestrator.workload;

/** What stands behind a bound module at one time. */
sealed interface Seat permits Seat.Empty, NativeModule {
  /** Nothing yet, or nothing any more. */
  record Empty() implements Seat {}
}
