/**
 * Answers the agents: what they should be, the objects they need for it, and thanks for their
 * reports.
 *
 * <p>Comes in: mutually authenticated requests on a few routes. Goes out: desired states, objects
 * by digest, and reports for the runner.
 *
 * <p>Stays out: decisions about rollouts. This room is the HTTP side of {@code AgentGateway}, and
 * mints the certificates that agents show at its door.
 */
@NullMarked
package xps.crypto.orchestrator.server;

import org.jspecify.annotations.NullMarked;
