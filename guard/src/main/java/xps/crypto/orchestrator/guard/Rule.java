package xps.crypto.orchestrator.guard;

/**
 * One of the policy's {@code rules}: denies where it applies, and where nobody can tell whether it
 * does.
 *
 * @param message what its author has to say to those it denies
 */
record Rule(String name, String message) {}
