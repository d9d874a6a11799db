/** Reads documents strictly and says precisely what is wrong with them. */
module xps.crypto.orchestrator.document {
  exports xps.crypto.orchestrator.document;

  requires com.fasterxml.jackson.core;
  requires org.snakeyaml.engine;
  requires static transitive org.jspecify;
}
