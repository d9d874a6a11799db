/** Calls a cryptographic module that can be swapped while it is called. */
module xps.crypto.orchestrator.workload {
  exports xps.crypto.orchestrator.workload;

  requires jdk.net; // SO_PEERCRED: who is at the other end of the control socket
  requires static org.jspecify;
}
