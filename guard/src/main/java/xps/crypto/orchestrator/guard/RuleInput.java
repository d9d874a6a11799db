package xps.crypto.orchestrator.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * All that a rule can ask about, the same in the control plane and on a node. {@code
 * docs/policy-rules.md} tells it to those who write rules; what isn't here can't be asked.
 *
 * <p>Nothing is ever missing: a text that nobody wrote is empty, a number is 0.
 *
 * @param approvals those that count, one for each person, sorted by approver
 * @param now of whoever asks; a node asks by its own clock
 */
public record RuleInput(
    Patch patch, Rollout plan, Where environment, Risk risk, List<Yes> approvals, Instant now) {
  public RuleInput {
    approvals = List.copyOf(approvals);
  }

  /**
   * What is to be installed.
   *
   * @param author whom the manifest names, or empty
   * @param signers those who count for every artifact
   * @param unsigned how many artifacts nobody signed
   * @param sbom whether it comes with a bill of materials
   */
  public record Patch(
      String id,
      String version,
      long major,
      long minor,
      String changeClass,
      List<String> targets,
      List<Content> artifacts,
      String author,
      List<String> signers,
      long unsigned,
      boolean sbom,
      boolean requiresRestart) {
    public Patch {
      targets = List.copyOf(targets);
      artifacts = List.copyOf(artifacts);
      signers = List.copyOf(signers);
    }
  }

  /**
   * An artifact.
   *
   * @param size in bytes, or 0 where the manifest doesn't say
   */
  public record Content(String name, String kind, long size) {}

  /**
   * Who gets it, in which order.
   *
   * @param nodes in all waves together
   * @param canary how many nodes go first
   * @param canaryBake how long they are watched
   */
  public record Rollout(
      long nodes,
      List<Step> waves,
      long canary,
      Duration canaryBake,
      boolean rollback,
      boolean healthCheck) {
    public Rollout {
      waves = List.copyOf(waves);
    }
  }

  /** A wave, the canary among them. */
  public record Step(String name, long count) {}

  /** Where it goes. */
  public record Where(String name, long attempt) {}

  /**
   * By the policy's own weights.
   *
   * @param factors names of those that have points
   */
  public record Risk(long score, List<String> factors) {
    public Risk {
      factors = List.copyOf(factors);
    }
  }

  /** Somebody's approval. */
  public record Yes(String approver, String person, String role, Instant at, Instant expires) {}

  static RuleInput of(Case asked, Tally tally, xps.crypto.orchestrator.guard.Risk risk) {
    return new RuleInput(
        RuleFacts.patch(asked),
        RuleFacts.plan(asked),
        new Where(asked.environment().name(), asked.environment().attempt()),
        new Risk(risk.score(), risk.factors().stream().map(RiskFactor::factor).toList()),
        tally.counting().stream()
            .map(vote ->
                new Yes(
                    vote.approver().name(),
                    vote.person(),
                    vote.approver().role().name(),
                    vote.approval().at(),
                    vote.approval().expires()))
            .toList(),
        asked.now());
  }
}
