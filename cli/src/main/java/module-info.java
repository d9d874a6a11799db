/** The command {@code xps}. */
module xps.crypto.orchestrator.cli {
  requires xps.crypto.orchestrator.agent;
  requires xps.crypto.orchestrator.attest;
  requires xps.crypto.orchestrator.audit;
  requires xps.crypto.orchestrator.bind;
  requires xps.crypto.orchestrator.document;
  requires xps.crypto.orchestrator.guard;
  requires xps.crypto.orchestrator.planner;
  requires xps.crypto.orchestrator.server;
  requires xps.crypto.orchestrator.store;
  requires xps.crypto.orchestrator.workload;
  requires info.picocli;
  requires java.net.http;
}
