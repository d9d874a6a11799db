package xps.crypto.orchestrator.guard;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.SignedPatch;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.audit.GateSummary;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.planner.RolloutPlan;
import xps.crypto.orchestrator.planner.Wave;

/** A warrant that nobody has signed yet. A forward one can only be made from a {@link Permit}. */
public final class WarrantDraft {
  /** No warrant lives longer, from {@code not_before} to {@code expires}. */
  public static final Duration LONGEST_LIFE = Duration.ofHours(24);

  /**
   * How long before its making a warrant begins to hold: nodes' clocks may be behind, and each
   * holds its own error against the warrant.
   */
  public static final Duration HEAD_START = Duration.ofMinutes(1);

  private final Warrant unsigned;

  private WarrantDraft(Warrant unsigned) {
    this.unsigned = unsigned;
  }

  /**
   * Which warrant it is.
   *
   * @param rollout 26 characters of a-z and 2-7
   * @param sequence higher than that of every warrant of this rollout before
   * @param life from {@code at - HEAD_START}; at most {@link #LONGEST_LIFE}
   */
  public record Issue(String rollout, long sequence, Instant at, Duration life) {
    public Issue {
      at = at.truncatedTo(ChronoUnit.SECONDS);
      if (!Warrant.ROLLOUT.matcher(rollout).matches() || sequence < 1) {
        throw new IllegalArgumentException("no warrant has this number: " + rollout);
      }
      if (life.compareTo(HEAD_START) <= 0 || life.compareTo(LONGEST_LIFE) > 0) {
        throw new IllegalArgumentException("no warrant lives so long: " + life);
      }
    }

    Instant notBefore() {
      return at.minus(HEAD_START);
    }

    Instant expires() {
      return notBefore().plus(life).truncatedTo(ChronoUnit.SECONDS);
    }
  }

  /** The order to install what was permitted, to the wave that it was permitted for. */
  public static WarrantDraft forward(Permit permit, Issue issue) {
    return permitted(permit, Direction.FORWARD, Optional.empty(), issue);
  }

  /**
   * The order to leave what was installed, to the wave for which that was permitted: at full
   * strength, so that nodes follow it after the horizon, too.
   */
  public static WarrantDraft back(Permit permit, Issue issue) {
    var left = permit.plan().patch().bodyDigest();
    return permitted(permit, Direction.ROLLBACK, Optional.of(left), issue);
  }

  private static WarrantDraft permitted(
      Permit permit, Direction direction, Optional<Sha256> from, Issue issue) {
    if (permit.direction() != direction) {
      throw new IllegalArgumentException("permitted is the way " + permit.direction().text());
    }
    return new WarrantDraft(
        new Warrant(
            Warrant.TYPE,
            issue.rollout(),
            issue.sequence(),
            wave(permit.wave()),
            patch(permit.plan().patch()),
            from,
            permit.plan().digest(),
            permit.policyDigest(),
            permit.environment().name(),
            permit.plan().patch().changeClass(),
            permit.plan().patch().targets(),
            permit.environment().attempt(),
            issue.notBefore(),
            issue.expires(),
            direction,
            permit.approvals(),
            permit.brokenGlass().map(BrokenGlass::claim),
            permit.gate(),
            "",
            Bytes.empty()));
  }

  /**
   * The order to leave what this rollout installed, and to go back to what ran before. It needs no
   * permit: within the horizon of its own activation, a node goes back whoever says so.
   *
   * @param policy digest of the policy that the rollout was permitted by; information
   */
  public static WarrantDraft rollback(
      RolloutPlan plan, int wave, Sha256 policy, Environment environment, Issue issue) {
    return new WarrantDraft(
        new Warrant(
            Warrant.TYPE,
            issue.rollout(),
            issue.sequence(),
            wave(plan.waves().get(wave)),
            patch(plan.patch()),
            Optional.of(plan.patch().bodyDigest()),
            plan.digest(),
            policy,
            environment.name(),
            plan.patch().changeClass(),
            plan.patch().targets(),
            environment.attempt(),
            issue.notBefore(),
            issue.expires(),
            Direction.ROLLBACK,
            List.of(),
            Optional.empty(),
            new GateSummary(false, false, 0),
            "",
            Bytes.empty()));
  }

  private static Warrant.Wave wave(Wave wave) {
    return new Warrant.Wave(wave.name(), wave.index());
  }

  private static Warrant.Patch patch(SignedPatch patch) {
    return new Warrant.Patch(patch.id(), patch.version().toString(), patch.bodyDigest());
  }

  /**
   * The warrant, signed.
   *
   * @param issuer the name under which nodes' trust stores have the key
   */
  public Warrant sign(SigningKey key, String issuer) {
    if (!Grammar.isSignerName(issuer)) {
      throw new IllegalArgumentException("this isn't the name of an orchestrator: " + issuer);
    }
    var issued = unsigned.issuedBy(issuer);
    return issued.signedAs(key.sign(issued.signedBytes().toArray()));
  }
}
