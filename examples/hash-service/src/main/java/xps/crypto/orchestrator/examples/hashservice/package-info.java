/**
 * A small HTTPS service that hashes what it is sent, through a native module that can be swapped
 * meanwhile.
 *
 * <p>Comes in: requests, and on the control socket the word to load another version. Goes out:
 * digests, and a health report for the probe.
 *
 * <p>It stands for an application in the field, and shows how one links the workload library.
 */
@NullMarked
package xps.crypto.orchestrator.examples.hashservice;

import org.jspecify.annotations.NullMarked;
