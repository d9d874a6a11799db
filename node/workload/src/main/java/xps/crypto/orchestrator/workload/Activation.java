package xps.crypto.orchestrator.workload;

/**
 * A generation that has become active.
 *
 * @param draining versions that were left and still have calls or contexts after the deadline; they
 *     are unloaded when these have ended
 * @param contexts how many contexts are open among them
 */
public record Activation(long generation, int draining, int contexts) {}
