package xps.crypto.orchestrator.guard;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import xps.crypto.orchestrator.attest.AttestedPatch;
import xps.crypto.orchestrator.attest.ChangeClass;
import xps.crypto.orchestrator.attest.SignedPatch;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.planner.Plan;
import xps.crypto.orchestrator.planner.RolloutPlan;
import xps.crypto.orchestrator.planner.Wave;
import xps.crypto.orchestrator.planner.WaveRoot;

/**
 * What is to be decided, in terms that the control plane and a node both have: the one from its
 * {@code RolloutPlan}, the other from the plan in a warrant's envelope. So both decide with the
 * same code.
 *
 * @param waves as the plan digest commits to them, the canary first
 * @param planDigest what approvers have to have approved
 * @param selfTests as far as whoever asks knows
 */
record Case(
    Policy policy,
    SignedPatch patch,
    Plan plan,
    List<WaveRoot> waves,
    Sha256 planDigest,
    Direction direction,
    Environment environment,
    Instant now,
    SelfTests selfTests) {
  Case {
    waves = List.copyOf(waves);
  }

  /** Where new modules are loaded for the first time. Only a node knows about itself. */
  enum SelfTests {
    UNKNOWN,
    CAGED,
    UNSANDBOXED;

    static SelfTests on(NodeFacts node) {
      return node.cagedSelfTest() ? CAGED : UNSANDBOXED;
    }
  }

  static Case of(Policy policy, RolloutPlan plan, Environment environment, Instant now) {
    return of(policy, plan, Direction.FORWARD, environment, now);
  }

  static Case of(
      Policy policy, RolloutPlan plan, Direction direction, Environment environment, Instant now) {
    return new Case(
        policy,
        plan.patch(),
        plan.plan(),
        plan.waveRoots(),
        plan.digest(),
        direction,
        environment,
        now,
        SelfTests.UNKNOWN);
  }

  /** What a warrant asks of a node, by what the node knows now. */
  static Case onNode(
      Warrant warrant,
      SignedPatch patch,
      Plan plan,
      List<WaveRoot> waves,
      NodeView node,
      Policy policy) {
    return new Case(
        policy,
        patch,
        plan,
        waves,
        warrant.plan(),
        warrant.direction(),
        new Environment(
            warrant.environment(),
            warrant.attempt(),
            node.clockError(),
            NodeView.CLOCK,
            NodeNews.of(node).current(),
            warrant.breakGlass(),
            List.of()),
        node.now(),
        SelfTests.on(node.facts()));
  }

  /** The one now, and whose word it is: every refusal about time says both. */
  String itIs() {
    return "it is "
        + Grammar.time(now.truncatedTo(ChronoUnit.SECONDS))
        + " by "
        + environment.clock();
  }

  ChangeClass changeClass() {
    return patch.changeClass();
  }

  boolean hasCanary() {
    var first = waves.isEmpty() ? "" : waves.getFirst().name();
    return first.equals(Wave.CANARY) && waves.getFirst().count() > 0;
  }

  boolean hasRollback() {
    return plan.rollback().filter(rollback -> !rollback.on().isEmpty()).isPresent();
  }

  boolean hasHealthCheck() {
    return plan.healthCheck().isPresent();
  }

  /** Whether the last wave that has nodes has more than half of all nodes. */
  boolean hasLargeLastWave() {
    long all = waves.stream().mapToLong(WaveRoot::count).sum();
    var filled = waves.stream().filter(wave -> wave.count() > 0).toList();
    return !filled.isEmpty() && 2L * filled.getLast().count() > all;
  }

  boolean hasUnsignedArtifact() {
    return !patch.unsignedArtifacts().isEmpty();
  }

  /**
   * Whether nobody has compared the components with advisories, though it could be done here. A
   * node, which judges the manifest alone, never sees an SBOM: there the gate's word stands.
   */
  boolean hasUnseenComponents() {
    return patch instanceof AttestedPatch whole && whole.advisories().isEmpty();
  }

  boolean requiresRestart() {
    return patch.manifest().metadata().requiresRestart();
  }

  boolean hasFinding(Code code) {
    return patch.findings().stream().anyMatch(finding -> finding.code() == code);
  }
}
