package xps.crypto.orchestrator.cli.demo.attack;

/**
 * Whom it goes against.
 *
 * @param shut in the canary of {@link Papers#next}; its owner keeps its window closed
 * @param canary in that canary as well, its window open
 * @param other in a later wave, and of another role than {@link Papers#wallets} are for
 */
public record Victims(String shut, String canary, String other) {}
