package xps.crypto.orchestrator.guard;

import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.audit.GateSummary;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;

/** What guard says about a rollout, with every reason at once. */
public sealed interface GateResult {
  /** The parts of the decision. */
  GateReport report();

  /**
   * Yes.
   *
   * @param permit what {@code bind} needs to carry it out
   */
  record Allowed(Permit permit, GateReport report) implements GateResult {}

  /**
   * No.
   *
   * @param problems every reason; at least one
   */
  record Denied(List<Problem> problems, GateReport report) implements GateResult {
    public Denied {
      problems = List.copyOf(problems);
    }
  }

  /** Whether the rollout may go ahead. */
  default boolean allow() {
    return this instanceof Allowed;
  }

  /** The permit; throws with every reason when it was denied. */
  default Permit permit() {
    return switch (this) {
      case Allowed(var permit, _) -> permit;
      case Denied(var problems, _) -> Outcome.<Permit>refused(problems).orThrow();
    };
  }

  /** Every reason for a denial; none when it is allowed. */
  default List<Problem> problems() {
    return switch (this) {
      case Allowed _ -> List.of();
      case Denied(var problems, _) -> problems;
    };
  }

  /** What didn't deny, but should be known. */
  default List<Problem> findings() {
    return report().findings();
  }

  /** Whether enough people have approved, and nobody who may has rejected. */
  default boolean rbac() {
    return report().summary().rbac();
  }

  /** The approvals that count, one for each person, whether they are enough or not. */
  default List<Approval> counting() {
    return report().counting();
  }

  /** Whether a window is open for every node that would be started. */
  default boolean window() {
    return report().summary().window();
  }

  /** 0 to 10. */
  default int riskScore() {
    return report().summary().riskScore();
  }

  /** Where the score comes from. */
  default List<RiskFactor> riskFactors() {
    return report().riskFactors();
  }

  /** What would turn a denial into an allow, all of it together; empty when it is allowed. */
  default List<String> whatWouldAllow() {
    return report().whatWouldAllow();
  }

  /** Where the decision stands on the word of somebody who has broken the glass. */
  default Optional<BrokenGlass> brokenGlass() {
    return report().brokenGlass();
  }

  /** In the three values that audit records and warrants carry. */
  default GateSummary summary() {
    return report().summary();
  }

  /** Prints each reason and what to do about it; nothing when it is allowed. */
  default void printReasons(PrintStream out) {
    for (var problem : problems()) {
      out.println(problem);
      out.println("  " + problem.remedy());
    }
  }
}
