/** Proves who signed a patch. */
module xps.crypto.orchestrator.attest {
  requires transitive xps.crypto.orchestrator.document;
}
