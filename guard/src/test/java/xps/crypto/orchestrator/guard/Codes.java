package xps.crypto.orchestrator.guard;

import java.util.List;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;

/** What an answer says, reduced to its codes. */
final class Codes {
  private Codes() {}

  static List<Code> of(Outcome<?> outcome) {
    return of(outcome.problems());
  }

  static List<Code> of(GateResult result) {
    return of(result.problems());
  }

  static List<Code> of(List<Problem> problems) {
    return problems.stream().map(Problem::code).toList();
  }
}
