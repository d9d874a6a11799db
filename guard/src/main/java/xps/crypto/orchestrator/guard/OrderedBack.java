package xps.crypto.orchestrator.guard;

import java.time.Instant;
import java.util.Optional;

/** A warrant to go back that the node follows. */
record OrderedBack(
    Warrant warrant,
    boolean redelivered,
    Optional<NodeMemory.SeenLog> log,
    Optional<Instant> latestSeen)
    implements RollbackAdmission.GoBack {
  /** Within the horizon, where no log and no clock is asked. */
  OrderedBack(Warrant warrant, boolean redelivered) {
    this(warrant, redelivered, Optional.empty(), Optional.empty());
  }
}
