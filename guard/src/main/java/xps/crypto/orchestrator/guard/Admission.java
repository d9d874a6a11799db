package xps.crypto.orchestrator.guard;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.SignedPatch;
import xps.crypto.orchestrator.audit.GateSummary;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.planner.Plan;

/** What a node makes of a forward warrant. */
public sealed interface Admission {
  /** The warrant has passed every check so far. Only {@link Guard} can make one. */
  sealed interface Admitted extends Admission permits AdmittedWarrant {
    Warrant warrant();

    /** The patch, attested by the node's own trust store; its files haven't been fetched. */
    SignedPatch patch();

    /** The plan that the approvals are about: health check, rollback and all. */
    Plan plan();

    /** The node's own decision; what the warrant says about it is only information. */
    GateSummary gate();

    /** Whose word it stands on, where the glass was broken for this node. */
    Optional<BrokenGlass> brokenGlass();

    /** What the node's policy would have somebody know. */
    List<Problem> findings();

    /** Whether this very warrant was admitted before: carry on where that stopped. */
    boolean redelivered();

    /** The checkpoint that the GATE record was proven under, where the node demands a log. */
    Optional<NodeMemory.SeenLog> log();

    /** The latest time in anything signed here, and never later than the now of the checks. */
    Instant latestSeen();

    /** The one now of the checks. */
    Instant at();
  }

  /**
   * The warrant is not followed.
   *
   * @param check number of the check that failed first (NODE.md)
   * @param problems why; at least one, the most telling first
   */
  record Refused(int check, List<Problem> problems) implements Admission {
    public Refused {
      problems = List.copyOf(problems);
      if (problems.isEmpty()) {
        throw new IllegalArgumentException("a refusal needs a reason");
      }
    }

    /** The first problem. */
    public Problem problem() {
      return problems.getFirst();
    }
  }
}
