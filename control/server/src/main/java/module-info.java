/** Answers the agents. */
module xps.crypto.orchestrator.server {
  requires transitive xps.crypto.orchestrator.bind;
  requires transitive xps.crypto.orchestrator.store;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires org.eclipse.jetty.server;
  // Only the tests call this room; it calls nobody.
  requires static java.net.http;

  exports xps.crypto.orchestrator.server;
}
