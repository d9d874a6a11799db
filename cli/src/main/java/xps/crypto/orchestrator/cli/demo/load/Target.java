package xps.crypto.orchestrator.cli.demo.load;

import java.net.URI;

/**
 * A node to be called.
 *
 * @param hash answers the SHA-256 of what is posted to it
 */
public record Target(String node, URI hash) {}
