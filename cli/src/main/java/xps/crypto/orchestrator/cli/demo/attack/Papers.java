package xps.crypto.orchestrator.cli.demo.attack;

import xps.crypto.orchestrator.guard.Environment;
import xps.crypto.orchestrator.guard.Policy;

/**
 * What anybody can read who sits in the control plane.
 *
 * @param policy of the organisation
 * @param next signed and approved, its canary not yet started
 * @param hurried the same patch with another plan, which nobody has approved
 * @param forged signed by nobody
 * @param wallets signed, for nodes of another role than {@link Victims#other}
 * @param old what every node has left behind
 * @param last what runs now
 * @param lastRollout the rollout that brought it
 */
public record Papers(
    Policy policy,
    Environment environment,
    Paper next,
    Paper hurried,
    Paper forged,
    Paper wallets,
    Paper old,
    Paper last,
    String lastRollout) {}
