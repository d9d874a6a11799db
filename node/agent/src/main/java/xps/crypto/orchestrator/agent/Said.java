package xps.crypto.orchestrator.agent;

import java.util.List;
import xps.crypto.orchestrator.bind.NodeReport;
import xps.crypto.orchestrator.bind.ReportBatch;
import xps.crypto.orchestrator.document.Bytes;

/**
 * A report under the name and number that it got when it was first said. It never has others: by
 * them whoever hears it twice knows that it is one.
 *
 * @param boot the agent's life in which it was said
 * @param json a batch of this report alone, as the journal has it
 */
record Said(String boot, NodeReport report, Bytes json) {
  /** What a report is about: said again with other details it is the same news. */
  record Subject(String rollout, long generation, String state, boolean isSigned) {}

  static Said of(String boot, NodeReport report) {
    return new Said(boot, report, new ReportBatch(boot, List.of(report)).toJson());
  }

  Subject subject() {
    return new Subject(
        report.rollout(), report.generation(), report.state().text(), report.signed().isPresent());
  }

  /** Whether it tells how an order ended: nobody finds that out by asking again. */
  boolean isOutcome() {
    return switch (report.state()) {
      case REFUSED, HEALTHY, FAILED, ROLLED_BACK, ROLLBACK_FAILED -> true;
      case IDLE, STAGING, STAGED, ACTIVATING, ACTIVE, ROLLING_BACK -> false;
    };
  }

  boolean isCoveredBy(Taken taken) {
    return boot.equals(taken.boot()) && report.seq() <= taken.seq();
  }

  /** That the control plane has taken all of one life up to a number. */
  record Taken(String boot, long seq) {}
}
