package xps.crypto.orchestrator.planner;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.AttestedPatch;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Place;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Source;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.document.Yaml;

/**
 * A rollout plan as its author wrote it (FORMATS §6): the order of things, for no fleet and no
 * patch yet.
 *
 * @param document the JSON that the file means
 * @param digest of {@code document}
 * @param converges whether a plan is drafted for nodes that come later
 * @param receipts whether later waves need the canary's own signed word that it is well
 */
public record Plan(
    Value.Obj document,
    Sha256 digest,
    Optional<Canary> canary,
    List<WaveRule> waves,
    Optional<Keep> keep,
    List<Order> orders,
    boolean skipUnmatched,
    boolean converges,
    boolean receipts,
    Optional<Duration> deadline,
    Offline offline,
    List<Abort> aborts,
    Optional<HealthCheck> healthCheck,
    Optional<Rollback> rollback) {
  /** Copies the lists. */
  public Plan {
    waves = List.copyOf(waves);
    orders = List.copyOf(orders);
    aborts = List.copyOf(aborts);
  }

  /** Reads a plan; throws with every problem in it. */
  public static Plan fromYaml(Path file) {
    return Source.read(file, Code.PLAN_INVALID)
        .flatMap(text -> parse(file.toString(), text))
        .orThrow();
  }

  /** Reads the bytes of a plan; refusals are {@code PLAN_INVALID}. */
  public static Outcome<Plan> parse(String file, byte[] text) {
    return Yaml.parse(file, text, Code.PLAN_INVALID).flatMap(Plan::ofDocument);
  }

  /** Reads the JSON that a plan file means: what a node gets. */
  public static Outcome<Plan> ofDocument(Value document) {
    return PlanReader.read(document);
  }

  static Sha256 digestOf(Value.Obj document) {
    return Canonical.digest(document);
  }

  /** Puts patch, fleet and plan together, or says why they don't fit. */
  public Outcome<RolloutPlan> validate(AttestedPatch patch, Fleet fleet) {
    return Planning.plan(this, patch, fleet);
  }

  /** What a wave's root says about a node of that fleet. */
  WaveLeaf leaf(Fleet fleet, String node) {
    return new WaveLeaf(node, receipts ? fleet.node(node).flatMap(Node::key) : Optional.empty());
  }

  /**
   * How long a node takes by the usual model, from its start to the last good probe that it needs.
   */
  public Duration expectedNodeDuration() {
    var toFirstProbe = FleetModel.USUAL.takes();
    return healthCheck
        .map(check -> check.interval().multipliedBy(check.successes() - 1L))
        .map(toFirstProbe::plus)
        .orElse(toFirstProbe);
  }

  /**
   * The first wave.
   *
   * @param percentage of the nodes in scope, rounded up; 0 is none
   * @param match who may be drawn
   * @param concurrency nodes in flight at most; without it the first wave's
   */
  public record Canary(
      int percentage,
      boolean haltOnError,
      Optional<Match> match,
      Duration bake,
      Optional<Integer> concurrency) {}

  /**
   * A wave as the plan describes it.
   *
   * @param after the waves it waits for; without it the one before
   * @param startRate how its limit in flight grows; without it the limit is {@code concurrency}
   * @param maxUnavailable how much of a failure domain may be out
   * @param place where it stands in the document
   */
  public record WaveRule(
      String name,
      Match match,
      int concurrency,
      Optional<List<String>> after,
      Duration bake,
      Optional<StartRate> startRate,
      Optional<MaxUnavailable> maxUnavailable,
      Place place) {}

  /**
   * The limit in flight starts at {@code initial}; whenever that many nodes have become healthy it
   * is multiplied by {@code factor}, up to {@code concurrency}.
   */
  public record StartRate(int initial, int factor) {}

  /**
   * A node of the wave starts only while fewer than {@code count} nodes of the rollout with its
   * value of the label {@code per} are out, whatever they are out for.
   */
  public record MaxUnavailable(String per, int count) {}

  /**
   * Within each wave no node that {@code then} matches is started before every one that {@code
   * first} matches has come to its end.
   */
  public record Order(Match first, Match then, Place place) {}

  /**
   * How much of each domain stays healthy: at least ⌈n · numerator / denominator⌉ of the n nodes of
   * the fleet with the same value of the label {@code per}.
   */
  public record Keep(String per, int numerator, int denominator) {
    /** How many of that many have to be healthy. */
    public int of(int count) {
      return Math.toIntExact(((long) count * numerator + denominator - 1) / denominator);
    }
  }

  /** What happens to a node that can't be reached before it was touched. */
  public record Offline(Duration patience, boolean skip) {}

  /** When failures end new starts. */
  public record Abort(
      List<String> on,
      Optional<Integer> percent,
      Optional<Integer> count,
      int minFinished,
      Abort.Scope scope) {
    public Abort {
      on = List.copyOf(on);
    }

    /** What an abort ends. */
    public enum Scope {
      WAVE,
      ROLLOUT,
      /** Nodes with the same value of the label that {@code keep} counts by. */
      DOMAIN
    }
  }

  /**
   * How health is asked for.
   *
   * @param successes in a row that make a node healthy
   * @param failures in a row that make it failed
   * @param grace after the activation, in which failures don't count yet
   * @param ca a PEM file beside the plan
   */
  public record HealthCheck(
      String probe,
      int successes,
      int failures,
      Duration interval,
      Duration timeout,
      Duration deadline,
      Optional<Duration> grace,
      List<String> hostsAllow,
      Optional<String> ca) {
    public HealthCheck {
      hostsAllow = List.copyOf(hostsAllow);
    }

    /** Whether only the node itself can ask it: a command of its own configuration. */
    public boolean isLocal() {
      return probe.startsWith("exec:");
    }
  }

  /**
   * What is undone, and when.
   *
   * @param staged in reverse order and under the waves' limits, instead of all at once
   */
  public record Rollback(List<Cause> on, boolean staged, Rollback.Scope scope, Duration horizon) {
    /** How long a node can be sent back where the plan doesn't say (FORMATS, section 6). */
    public static final Duration USUAL_HORIZON = Duration.ofHours(24);

    public Rollback {
      on = List.copyOf(on);
    }

    /** What goes back when something fails. */
    public enum Scope {
      NODE,
      WAVE,
      ALL
    }

    /** What makes a node go back. */
    public enum Cause {
      PROBE_TIMEOUT,
      PROBE_FAILED,
      POLICY_VIOLATION,
      INSTALL_ERROR,
      ATTESTATION_FAILED,
      SELFTEST_FAILED
    }
  }
}
