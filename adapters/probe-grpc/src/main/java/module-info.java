/** Asks gRPC servers whether they are well. */
module xps.crypto.orchestrator.probegrpc {
  requires xps.crypto.orchestrator.bind;
  requires org.eclipse.jetty.http2.common;

  provides xps.crypto.orchestrator.bind.GrpcHealth with
      xps.crypto.orchestrator.probegrpc.GrpcCheck;
}
