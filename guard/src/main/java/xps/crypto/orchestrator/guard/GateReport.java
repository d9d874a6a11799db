package xps.crypto.orchestrator.guard;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.audit.GateSummary;
import xps.crypto.orchestrator.document.Problem;

/**
 * The parts of a decision.
 *
 * @param counting the approvals that count, one for each person, sorted by approver
 * @param opening when every node that is asked about may be started, where that isn't now and in
 *     sight
 * @param brokenGlass where the decision stands on one person's word
 * @param timeZones edition of the time zone database that windows were judged by
 */
public record GateReport(
    GateSummary summary,
    List<Approval> counting,
    List<RiskFactor> riskFactors,
    List<Problem> findings,
    List<String> whatWouldAllow,
    Optional<Instant> opening,
    Optional<BrokenGlass> brokenGlass,
    String timeZones) {
  public GateReport {
    counting = List.copyOf(counting);
    riskFactors = List.copyOf(riskFactors);
    findings = List.copyOf(findings);
    whatWouldAllow = List.copyOf(whatWouldAllow);
  }
}
