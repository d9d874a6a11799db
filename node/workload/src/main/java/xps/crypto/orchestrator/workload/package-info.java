/**
 * Lets an application call a cryptographic module that is swapped for another version under load.
 *
 * <p>Comes in: the path of a staged module, and calls. Goes out: their answers, each from one
 * version alone, and after a swap the word that the old version has been left by its last call.
 *
 * <p>Stays out: every other room. An application links this one, so it depends on nothing but the
 * JDK.
 */
@NullMarked
package xps.crypto.orchestrator.workload;

import org.jspecify.annotations.NullMarked;
