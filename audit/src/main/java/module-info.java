/** Keeps a record of every step that nobody can alter unnoticed. */
module xps.crypto.orchestrator.audit {
  exports xps.crypto.orchestrator.audit;

  requires transitive xps.crypto.orchestrator.attest;
}
