package xps.crypto.orchestrator.document;

import java.util.List;

/**
 * Thrown by {@link Outcome#orThrow}, and by nothing else: somebody asked for a value that was
 * refused. Its message is the first problem and how many more there are.
 */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /** Refuses where there is no {@link Outcome} to say it with: at the edges. */
  public RefusedException(List<Problem> problems) {
    // No stack: what counts is the document's place, which the problems name.
    super(summary(problems), null, false, false);
    this.problems = List.copyOf(problems);
  }

  private static String summary(List<Problem> problems) {
    var first = problems.getFirst();
    var more = problems.size() == 1 ? "" : " (and " + (problems.size() - 1) + " more)";
    return first + more + "; " + first.remedy();
  }

  /** Every reason, at least one. */
  public List<Problem> problems() {
    return problems;
  }
}
