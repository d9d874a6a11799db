package xps.crypto.orchestrator.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import xps.crypto.orchestrator.attest.Bulletin;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.planner.Node;
import xps.crypto.orchestrator.planner.RolloutPlan;
import xps.crypto.orchestrator.planner.Wave;
import xps.crypto.orchestrator.planner.Windows;

/**
 * Whether a change may happen: asked by the control plane before it orders anything, and by each
 * node again before it obeys.
 *
 * <p>Everything here is a function of its parameters. The order of approvals, of fields in a
 * document and of nodes changes nothing.
 */
public final class Guard {
  private Guard() {}

  /**
   * Decides about the beginning of a rollout: about its first wave that has nodes. A window is open
   * to its very end; whether a node can still be started in it is asked before each wave.
   */
  public static GateResult evaluate(
      Policy policy,
      RolloutPlan plan,
      List<Approval> approvals,
      Environment environment,
      Instant now) {
    int first =
        plan.waves().stream()
            .filter(wave -> !wave.nodes().isEmpty())
            .findFirst()
            .map(Wave::index)
            .orElse(0);
    return evaluate(policy, plan, first, approvals, environment, now, Duration.ZERO);
  }

  /**
   * Decides about sending the nodes of a wave back to what they ran before, after the horizon of
   * the patch: by approvals of that plan whose direction is {@code rollback}. What keeps nodes from
   * something new is no reason to stay: that the patch is denied, that the time to install it is
   * over, or that no other environment has seen it.
   */
  public static GateResult evaluateBack(
      Policy policy,
      RolloutPlan plan,
      int wave,
      List<Approval> approvals,
      Environment environment,
      Instant now) {
    var cutoff = policy.windows().cutoff().orElseGet(plan.plan()::expectedNodeDuration);
    var asked = Case.of(policy, plan, Direction.ROLLBACK, environment, now);
    return decide(asked, plan, wave, approvals, cutoff);
  }

  /**
   * Decides about one wave whose nodes are about to be started, with every reason for a denial, not
   * just the first. A window has to stay open for as long as a node takes: for the policy's {@code
   * cutoff}, or by the usual model of a node.
   *
   * @param wave index of the wave, whose nodes' windows count
   * @param now the caller's; nothing here looks at a clock
   */
  public static GateResult evaluate(
      Policy policy,
      RolloutPlan plan,
      int wave,
      List<Approval> approvals,
      Environment environment,
      Instant now) {
    var cutoff = policy.windows().cutoff().orElseGet(plan.plan()::expectedNodeDuration);
    return evaluate(policy, plan, wave, approvals, environment, now, cutoff);
  }

  private static GateResult evaluate(
      Policy policy,
      RolloutPlan plan,
      int wave,
      List<Approval> approvals,
      Environment environment,
      Instant now,
      Duration cutoff) {
    var asked = Case.of(policy, plan, environment, now);
    return decide(asked, plan, wave, approvals, cutoff);
  }

  private static GateResult decide(
      Case asked, RolloutPlan plan, int wave, List<Approval> approvals, Duration cutoff) {
    var asks = plan.waves().get(wave);
    var gate = Gate.beforeStart(asked, approvals, labels(plan, asks), cutoff);
    var summary = gate.summary();
    var report =
        new GateReport(
            summary,
            gate.tally().counting().stream().map(Vote::approval).toList(),
            gate.risk().factors(),
            gate.findings(),
            gate.wayOut(),
            gate.times().claimed().opening(),
            gate.broken(),
            Windows.tzdbVersion());
    if (!gate.problems().isEmpty()) {
      return new GateResult.Denied(gate.problems(), report);
    }
    var selection = Selection.of(asked, gate.tally(), gate.broken(), wave);
    var permit =
        new PermittedWave(
            plan,
            asks,
            asked.direction(),
            asked.policy().digest(),
            asked.environment(),
            selection.approvals(),
            gate.broken(),
            summary,
            asked.now(),
            selection.earliestStart());
    return new GateResult.Allowed(permit, report);
  }

  /** The different sets of labels in a wave: windows know nothing else of a node. */
  private static Set<Map<String, String>> labels(RolloutPlan plan, Wave wave) {
    return wave.nodes().stream()
        .map(id -> plan.fleet().node(id).map(Node::labels).orElseThrow())
        .collect(Collectors.toSet());
  }

  /**
   * Judges a forward warrant on a node: checks 1 to 11 of NODE.md, in that order. The first failure
   * ends it, and nothing that comes later has been looked at.
   *
   * @param envelope as it came over the wire
   * @param trust the node's own, never one that came with the envelope
   * @param policy the node's own
   */
  public static Admission admit(
      Bytes envelope,
      NodeFacts facts,
      NodeMemory memory,
      TrustStore trust,
      Policy policy,
      ClockReading clock) {
    return ForwardChecks.admit(envelope, new NodeView(facts, memory, trust, clock), policy);
  }

  /**
   * Judges an admitted warrant again, right before the patch becomes active: check 14, that is 2,
   * 5, windows and freezes, and whatever else may be over by now: documents, issuer, signers,
   * approvals, and whether the patch has been denied meanwhile. The answer is admitted as before,
   * or refused with 14.
   */
  public static Admission again(
      Admission.Admitted admitted,
      NodeFacts facts,
      NodeMemory memory,
      TrustStore trust,
      Policy policy,
      ClockReading clock) {
    return LastLook.at(admitted, new NodeView(facts, memory, trust, clock), policy);
  }

  /**
   * Takes a bulletin into a node's memory, where it is what the node's judgements go by from then
   * on, until a later one comes. Refused where it isn't signed, is for another environment, isn't
   * in date, or is older than the one that is there ({@code BULLETIN_INVALID}, {@code
   * BULLETIN_STALE}); and while the clock can't be trusted.
   */
  public static Outcome<NodeMemory> takeBulletin(
      Bulletin offered, NodeFacts facts, NodeMemory memory, TrustStore trust, ClockReading clock) {
    return NodeNews.take(offered, new NodeView(facts, memory, trust, clock));
  }

  /**
   * Whether the node's bulletin denies one of these bodies and artifacts: no node goes back to such
   * a thing. It needs no trusted clock, as going back doesn't.
   */
  public static boolean isDenied(
      Collection<Sha256> digests,
      NodeFacts facts,
      NodeMemory memory,
      TrustStore trust,
      ClockReading clock) {
    return NodeNews.of(new NodeView(facts, memory, trust, clock)).denies(digests);
  }

  /**
   * Judges a warrant to go back (NODE.md, "Going back"). Within the horizon it needs no approvals,
   * window, log or trusted clock. After it, it comes in a whole envelope and is asked all of that,
   * by approvals whose direction is {@code rollback}. Either way it gets a node nowhere but to what
   * it ran before.
   *
   * @param serving what runs now, by the node's own journal
   */
  public static RollbackAdmission admitRollback(
      Bytes envelope,
      NodeFacts facts,
      NodeMemory memory,
      TrustStore trust,
      Policy policy,
      Serving serving,
      ClockReading clock) {
    return RollbackChecks.admit(
        envelope, new NodeView(facts, memory, trust, clock), policy, serving);
  }
}
