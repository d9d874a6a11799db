/** Calls a cryptographic module that can be swapped while it is called. */
module xps.crypto.orchestrator.workload {
  requires static org.jspecify;
}
