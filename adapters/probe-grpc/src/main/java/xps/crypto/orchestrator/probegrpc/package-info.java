/**
 * Asks a gRPC server whether it is well, by the protocol that gRPC has for it ({@code
 * grpc.health.v1}).
 *
 * <p>Comes in: a connection that stands and is secured, and the name of a service. Goes out:
 * whether it serves, or why not.
 *
 * <p>Stays out: sockets, names, certificates, time and how much is read, all of which are the
 * caller's; more than one call a connection.
 *
 * <p>Start reading at {@link xps.crypto.orchestrator.probegrpc.GrpcCheck}.
 */
@NullMarked
package xps.crypto.orchestrator.probegrpc;

import org.jspecify.annotations.NullMarked;
