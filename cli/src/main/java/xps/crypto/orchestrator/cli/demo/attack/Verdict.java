package xps.crypto.orchestrator.cli.demo.attack;

import java.util.Optional;
import java.util.OptionalInt;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.bind.NodeReport;
import xps.crypto.orchestrator.document.Problem;

/**
 * What a node made of an attempt.
 *
 * @param answer the report that settled it; empty when none came in time
 */
public record Verdict(Attempt attempt, Optional<NodeReport> answer) {

  /** Whether the node refused it, by that very check and as that very code. */
  public boolean isAsForetold() {
    return answer
        .filter(report -> report.state() == NodePhase.REFUSED)
        .filter(report -> report.check().equals(OptionalInt.of(attempt.check())))
        .flatMap(NodeReport::problem)
        .map(Problem::code)
        .equals(Optional.of(attempt.code()));
  }
}
