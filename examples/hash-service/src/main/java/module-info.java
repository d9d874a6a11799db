/** A small HTTPS service that hashes through a module swapped under load. */
module xps.crypto.orchestrator.examples.hashservice {
  requires xps.crypto.orchestrator.workload;
  requires jdk.httpserver;
  requires static org.jspecify;
}
