package xps.crypto.orchestrator.audit;

/**
 * Records that are in the log and will stay there, whatever happens to this machine's power.
 *
 * @param first the index of the first of them, from 0
 * @param checkpoint the first checkpoint that covers them all
 */
public record Appended(long first, SignedCheckpoint checkpoint) {}
