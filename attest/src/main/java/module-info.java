/** Proves who signed a patch. */
module xps.crypto.orchestrator.attest {
  requires transitive xps.crypto.orchestrator.document;

  exports xps.crypto.orchestrator.attest;
}
