package xps.crypto.orchestrator.audit;

import xps.crypto.orchestrator.document.Value;

/**
 * What guard said, in the three values that the founding document logs.
 *
 * @param rbac whether the quorum of approvals was met
 * @param window whether a change window was open
 * @param riskScore from 0 to 10
 */
public record GateSummary(boolean rbac, boolean window, int riskScore) {
  static final int HIGHEST_RISK = 10;

  public GateSummary {
    if (riskScore < 0 || riskScore > HIGHEST_RISK) {
      throw new IllegalArgumentException("a risk score is from 0 to 10: " + riskScore);
    }
  }

  Value toJson() {
    return Value.object()
        .put("rbac", rbac)
        .put("window", window)
        .put("risk_score", riskScore)
        .build();
  }
}
