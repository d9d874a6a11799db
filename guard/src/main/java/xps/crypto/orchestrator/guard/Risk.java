package xps.crypto.orchestrator.guard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import xps.crypto.orchestrator.attest.ChangeClass;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;

/**
 * How risky a rollout is, each point with its reason, and what the policy rules out by name.
 *
 * @param score 0 to 10
 * @param factors in the order of FORMATS §5; those without points are left out
 * @param wayOut what would bring it down far enough
 */
record Risk(int score, List<RiskFactor> factors, List<Problem> problems, List<String> wayOut) {
  Risk {
    factors = List.copyOf(factors);
    problems = List.copyOf(problems);
    wayOut = List.copyOf(wayOut);
  }

  static Risk of(Case asked) {
    var rules = asked.policy().risk();
    var kinds = kinds(asked);
    var factors = new ArrayList<RiskFactor>();
    for (var kind : kinds) {
      int points = rules.points(kind);
      if (points > 0) {
        factors.add(new RiskFactor(kind.text(), points, reason(kind, asked)));
      }
    }
    int sum = factors.stream().mapToInt(RiskFactor::points).sum();
    int score = Math.min(RiskKind.HIGHEST, sum);
    var problems = new ArrayList<Problem>();
    var wayOut = new ArrayList<String>();
    if (score > rules.maxScore()) {
      problems.add(tooHigh(asked, score, factors));
      wayOut.add(lower(kinds, sum, rules));
    }
    for (var rule : rules.denyOn()) {
      if (applies(rule, asked)) {
        problems.add(
            new Problem(
                Code.POLICY_DENIED,
                "the policy denies this: " + rule.message(),
                rule.text(),
                wayOut(rule)));
        wayOut.add(wayOut(rule));
      }
    }
    return new Risk(score, factors, problems, wayOut);
  }

  private static List<RiskKind> kinds(Case asked) {
    var kinds = new ArrayList<RiskKind>();
    kinds.add(RiskKind.of(asked.changeClass()));
    addIf(kinds, asked.requiresRestart(), RiskKind.REQUIRES_RESTART);
    addIf(kinds, asked.hasFinding(Code.SBOM_MISSING), RiskKind.MISSING_SBOM);
    addIf(kinds, asked.hasUnsignedArtifact(), RiskKind.UNSIGNED_ARTIFACT);
    addIf(kinds, !asked.hasCanary(), RiskKind.NO_CANARY);
    addIf(kinds, asked.hasLargeLastWave(), RiskKind.LARGE_LAST_WAVE);
    addIf(kinds, !asked.hasRollback(), RiskKind.NO_ROLLBACK);
    addIf(kinds, !asked.hasHealthCheck(), RiskKind.NO_HEALTH_CHECK);
    return kinds;
  }

  private static void addIf(List<RiskKind> kinds, boolean applies, RiskKind kind) {
    if (applies) {
      kinds.add(kind);
    }
  }

  private static String reason(RiskKind kind, Case asked) {
    return switch (kind) {
      case PATCH, MINOR, MAJOR, HOTFIX, CRITICAL, KEY_ROTATION ->
          "the change is of class " + kind.text();
      case REQUIRES_RESTART -> "nodes have to restart the application";
      case MISSING_SBOM -> "there is no bill of materials";
      case UNSIGNED_ARTIFACT ->
          asked.patch().unsignedArtifacts().size() + " artifacts are not signed";
      case NO_CANARY -> "no small group of nodes goes first";
      case LARGE_LAST_WAVE -> "the last wave has more than half of the nodes";
      case NO_ROLLBACK -> "the plan undoes nothing when it fails";
      case NO_HEALTH_CHECK -> "nobody asks the nodes how they are";
    };
  }

  static boolean applies(DenyRule rule, Case asked) {
    return switch (rule) {
      case MISSING_SBOM -> asked.hasFinding(Code.SBOM_MISSING);
      case UNBOUND_SBOM -> asked.hasFinding(Code.SBOM_UNBOUND);
      case SBOM_MISMATCH -> asked.hasFinding(Code.SBOM_MISMATCH);
      case UNSIGNED_ARTIFACT -> asked.hasUnsignedArtifact();
      case NO_CANARY -> !asked.hasCanary();
      case NO_ROLLBACK -> !asked.hasRollback();
      case MAJOR_CHANGE -> asked.changeClass() == ChangeClass.MAJOR;
      case REQUIRES_RESTART -> asked.requiresRestart();
      case VULNERABLE_COMPONENT ->
          asked.hasFinding(Code.VULNERABLE_COMPONENT) || asked.hasUnseenComponents();
      case UNSANDBOXED_SELFTEST -> asked.selfTests() == Case.SelfTests.UNSANDBOXED;
    };
  }

  private static String wayOut(DenyRule rule) {
    return switch (rule) {
      case MISSING_SBOM -> RiskKind.MISSING_SBOM.wayOut();
      case UNBOUND_SBOM -> "bind the SBOM with metadata.sbom_sha256 and sign again";
      case SBOM_MISMATCH -> "make the SBOM anew for these artifacts";
      case UNSIGNED_ARTIFACT -> RiskKind.UNSIGNED_ARTIFACT.wayOut();
      case NO_CANARY -> RiskKind.NO_CANARY.wayOut();
      case NO_ROLLBACK -> RiskKind.NO_ROLLBACK.wayOut();
      case MAJOR_CHANGE -> "split the change into minor ones";
      case REQUIRES_RESTART -> RiskKind.REQUIRES_RESTART.wayOut();
      case VULNERABLE_COMPONENT ->
          "replace the component; compare the SBOM with advisories where nobody has";
      case UNSANDBOXED_SELFTEST -> "give the node a cage for self-tests";
    };
  }

  private static Problem tooHigh(Case asked, int score, List<RiskFactor> factors) {
    var sum =
        factors.stream()
            .map(factor -> factor.points() + " for " + factor.factor())
            .collect(Collectors.joining(", "));
    return new Problem(
        Code.RISK_TOO_HIGH,
        "the risk is "
            + score
            + "; the policy allows "
            + asked.policy().maxRiskScore()
            + ": "
            + sum,
        asked.policy().risk().place().toString(),
        lower(
            kinds(asked),
            factors.stream().mapToInt(RiskFactor::points).sum(),
            asked.policy().risk()));
  }

  /** One factor that is enough by itself, the smallest such; else the largest ones together. */
  private static String lower(List<RiskKind> kinds, int sum, RiskRules rules) {
    int excess = sum - rules.maxScore();
    var byPoints = Comparator.comparingInt(rules::points);
    var avoidable = kinds.stream().filter(kind -> !kind.wayOut().isEmpty()).toList();
    var enough = avoidable.stream().filter(kind -> rules.points(kind) >= excess).min(byPoints);
    if (enough.isPresent()) {
      return "lower the risk by " + excess + ": " + enough.get().wayOut();
    }
    if (avoidable.stream().mapToInt(rules::points).sum() < excess) {
      return "make a lighter change, or have the policy's owner raise risk.max_score";
    }
    var together = new ArrayList<String>();
    int left = excess;
    for (var kind : avoidable.stream().sorted(byPoints.reversed()).toList()) {
      if (left > 0) {
        together.add(kind.wayOut());
        left -= rules.points(kind);
      }
    }
    return "lower the risk by " + excess + ": " + String.join(", and ", together);
  }
}
