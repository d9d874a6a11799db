/**
 * Somebody who has taken over the control plane, with every key that lies there, and pushes to
 * running agents what he likes.
 *
 * <p>Comes in: the {@link xps.crypto.orchestrator.cli.demo.attack.Loot} of a control plane's home,
 * and the {@link xps.crypto.orchestrator.cli.demo.attack.Papers} that anybody there can read. Goes
 * out: what the nodes answered.
 *
 * <p>Nothing here is a mock: warrants carry the true orchestrator's signature, records are proven
 * by the true log's key, and the agents are asked through the true gateway.
 */
@NullMarked
package xps.crypto.orchestrator.cli.demo.attack;

import org.jspecify.annotations.NullMarked;
