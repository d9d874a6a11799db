package xps.crypto.orchestrator.guard;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import xps.crypto.orchestrator.document.Place;

/**
 * The policy's {@code risk}.
 *
 * @param weights points instead of the usual ones
 * @param denyOn what is ruled out, whatever the score
 */
record RiskRules(int maxScore, Map<RiskKind, Integer> weights, Set<DenyRule> denyOn, Place place) {
  RiskRules {
    var ownWeights = new EnumMap<RiskKind, Integer>(RiskKind.class);
    ownWeights.putAll(weights);
    weights = Collections.unmodifiableMap(ownWeights);
    var ownRules = EnumSet.noneOf(DenyRule.class);
    ownRules.addAll(denyOn);
    denyOn = Collections.unmodifiableSet(ownRules);
  }

  int points(RiskKind kind) {
    return weights.getOrDefault(kind, kind.points());
  }
}
