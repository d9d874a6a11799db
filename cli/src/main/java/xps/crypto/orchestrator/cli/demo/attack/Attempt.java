package xps.crypto.orchestrator.cli.demo.attack;

import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.guard.Policy;

/**
 * One thing to try.
 *
 * @param name for people, in a few words
 * @param node whom to push it to
 * @param wave that the warrant is for
 * @param gate the policy that the hostile runner makes itself a permit by
 * @param check which is to refuse it
 * @param code as what
 */
public record Attempt(
    String name,
    String node,
    Paper paper,
    int wave,
    Policy gate,
    Order order,
    History history,
    int check,
    Code code) {

  /** A rollout, and a warrant's sequence in it. */
  record Order(String rollout, long sequence) {}
}
