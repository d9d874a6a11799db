/**
 * The users of the demo's fleet: calls every node all the time, and knows better than the nodes
 * what the right answer is.
 *
 * <p>Comes in: where the nodes are. Goes out: a {@link xps.crypto.orchestrator.cli.demo.load.Tally}
 * of what was asked, lost, and wrong.
 *
 * <p>Stays out: any knowledge of rollouts. What is lost here is lost to a user, whatever the
 * reason.
 */
@NullMarked
package xps.crypto.orchestrator.cli.demo.load;

import org.jspecify.annotations.NullMarked;
