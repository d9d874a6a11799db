package xps.crypto.orchestrator.bind;

import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.CurrentBulletin;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.guard.Approval;
import xps.crypto.orchestrator.guard.BreakGlass;
import xps.crypto.orchestrator.guard.Policy;

/**
 * Where the runner finds what guard decides by. It is read anew before each wave: a policy may have
 * changed since the rollout began, and an approval may have been withdrawn.
 */
@FunctionalInterface
public interface RulesInForce {

  /** The rules as they stand now; a refusal counts as guard's no. */
  Outcome<Rules> read();

  /**
   * A policy, everything that approvers have said, the newest bulletin where there is one, and a
   * claim to break the glass that may be made here.
   */
  record Rules(
      Policy policy,
      List<Approval> approvals,
      Optional<CurrentBulletin> bulletin,
      Optional<BreakGlass> breakGlass) {
    public Rules {
      approvals = List.copyOf(approvals);
    }

    /** Rules without a bulletin. */
    public Rules(Policy policy, List<Approval> approvals) {
      this(policy, approvals, Optional.empty());
    }

    /** Rules by which nobody breaks the glass. */
    public Rules(Policy policy, List<Approval> approvals, Optional<CurrentBulletin> bulletin) {
      this(policy, approvals, bulletin, Optional.empty());
    }
  }
}
