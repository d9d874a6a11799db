package xps.crypto.orchestrator.guard;

import xps.crypto.orchestrator.document.Grammar;

/**
 * An approval of an approver whom the policy knows, with a signature that verifies, about the patch
 * and environment that are asked about, and not from the future; where it isn't a withdrawal, about
 * the direction as well.
 *
 * @param person under which the approver counts
 */
record Vote(Approval approval, Approver approver, String person) {
  /**
   * Whether that withdrawal takes this back: whatever attempt, direction or plan either of them
   * names (FORMATS §5). In the second in which both were made the stricter reading holds: a yes is
   * gone, a no stays.
   */
  boolean isTakenBackBy(Vote withdrawal) {
    if (!withdrawal.person.equals(person)) {
      return false;
    }
    return switch (approval.decision()) {
      case APPROVE -> !withdrawal.approval.at().isBefore(approval.at());
      case REJECT -> withdrawal.approval.at().isAfter(approval.at());
      case WITHDRAW -> false;
    };
  }

  /** For messages: {@code alice (release_manager)}. */
  String who() {
    return approver.name() + " (" + approver.role().name() + ")";
  }

  String at() {
    return Grammar.time(approval.at());
  }
}
