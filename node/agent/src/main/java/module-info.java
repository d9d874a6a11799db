/** Runs beside a workload and is the last to check a patch. */
module xps.crypto.orchestrator.agent {
  requires transitive xps.crypto.orchestrator.bind;
  requires xps.crypto.orchestrator.workload;
  requires java.net.http;

  exports xps.crypto.orchestrator.agent;
}
