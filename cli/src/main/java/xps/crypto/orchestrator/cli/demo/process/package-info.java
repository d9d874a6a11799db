/**
 * Starts the demo's fleet as processes of its own, and sees to it that none of them outlives the
 * demo, however that ends.
 *
 * <p>Comes in: a program's name and its words. Goes out: a {@link
 * xps.crypto.orchestrator.cli.demo.process.Child} that can be waited for and killed.
 */
@NullMarked
package xps.crypto.orchestrator.cli.demo.process;

import org.jspecify.annotations.NullMarked;
