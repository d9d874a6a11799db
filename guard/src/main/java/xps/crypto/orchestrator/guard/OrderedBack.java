package xps.crypto.orchestrator.guard;

/** A warrant to go back that the node follows. */
record OrderedBack(Warrant warrant, boolean redelivered) implements RollbackAdmission.GoBack {}
