package xps.crypto.orchestrator.guard;

/**
 * Something that adds to the risk of a rollout.
 *
 * @param factor its name, which is also its name in the policy's {@code risk.weights}
 * @param points more than none
 * @param reason why it applies, as half a sentence
 */
public record RiskFactor(String factor, int points, String reason) {}
