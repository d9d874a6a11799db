package xps.crypto.orchestrator.bind;

import java.util.List;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.guard.Approval;
import xps.crypto.orchestrator.guard.Policy;

/**
 * Where the runner finds what guard decides by. It is read anew before each wave: a policy may have
 * changed since the rollout began, and an approval may have been withdrawn.
 */
@FunctionalInterface
public interface RulesInForce {

  /** The rules as they stand now; a refusal counts as guard's no. */
  Outcome<Rules> read();

  /** A policy and everything that approvers have said. */
  record Rules(Policy policy, List<Approval> approvals) {
    public Rules {
      approvals = List.copyOf(approvals);
    }
  }
}
