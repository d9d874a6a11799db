package xps.crypto.orchestrator.guard;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.document.Problem;

/** What a node makes of a warrant to go back. */
public sealed interface RollbackAdmission {
  /** The node is to go back to what it ran before. Only {@link Guard} can make one. */
  sealed interface GoBack extends RollbackAdmission permits OrderedBack {
    Warrant warrant();

    /** Whether this very warrant was admitted before: carry on where that stopped. */
    boolean redelivered();

    /** The checkpoint that its GATE record was proven under, where it had to have one. */
    Optional<NodeMemory.SeenLog> log();

    /** The latest time in anything signed here, where a trusted clock was asked. */
    Optional<Instant> latestSeen();
  }

  /**
   * The node stays where it is.
   *
   * @param check number of the check that failed first (NODE.md); 8 for the rules of going back
   * @param problems why; at least one
   */
  record Refused(int check, List<Problem> problems) implements RollbackAdmission {
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
