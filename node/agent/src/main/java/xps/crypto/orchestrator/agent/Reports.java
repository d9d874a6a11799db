package xps.crypto.orchestrator.agent;

import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import xps.crypto.orchestrator.bind.Desired;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.bind.NodeReport;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.ClockReading;
import xps.crypto.orchestrator.guard.SignedReport;

/** Puts the node's state into the words that the control plane hears. */
final class Reports {
  private Reports() {}

  /** Where the node stands. */
  static Effect standing(AgentState state, NodeRules rules, Instant now) {
    var errand = state.journal().errand();
    if (errand.isEmpty()) {
      return idle(state, rules, now);
    }
    // An order that was cut off before anything was changed: nothing of it is under way.
    boolean isCutOff = !errand.get().isSettled() && state.work() instanceof Work.Resting;
    return of(state, rules, now, isCutOff ? errand.get().in(NodePhase.IDLE) : errand.get());
  }

  private static Effect idle(AgentState state, NodeRules rules, Instant now) {
    return report(
        state,
        rules,
        now,
        "",
        NodePhase.IDLE,
        0,
        Optional.empty(),
        OptionalInt.empty(),
        Optional.empty());
  }

  /** That something wanted can't even be read. */
  static Effect unreadable(AgentState state, NodeRules rules, Instant now, Problem problem) {
    return report(
        state,
        rules,
        now,
        "",
        NodePhase.REFUSED,
        0,
        Optional.of(problem),
        OptionalInt.of(1),
        Optional.empty());
  }

  /** That an order is refused, which changes nothing. */
  static Effect refusal(
      AgentState state, NodeRules rules, Instant now, Desired desired, int check, Problem problem) {
    var nothing = Sha256.of(new byte[0]);
    return of(
        state,
        rules,
        now,
        Errand.of(desired, nothing, nothing, NodePhase.REFUSED).refused(check, problem));
  }

  /** How far an order has come. */
  static Effect of(AgentState state, NodeRules rules, Instant now, Errand errand) {
    return report(
        state,
        rules,
        now,
        errand.rollout(),
        errand.phase(),
        errand.desired(),
        errand.problem(),
        errand.check(),
        word(state, rules, errand));
  }

  /** Nothing is signed that the workload itself doesn't say now. */
  private static Optional<Effect.Word> word(AgentState state, NodeRules rules, Errand errand) {
    if (errand.phase() != NodePhase.HEALTHY || !state.sight().shows(state.position().artifacts())) {
      return Optional.empty();
    }
    return errand
        .forward()
        .flatMap(order ->
            order
                .healthy()
                .map(since ->
                    new Effect.Word(
                        new SignedReport.Subject(
                            rules.node().node(), errand.body(), order.plan(), order.attempt()),
                        since)));
  }

  private static Effect report(
      AgentState state,
      NodeRules rules,
      Instant now,
      String rollout,
      NodePhase phase,
      long desired,
      Optional<Problem> problem,
      OptionalInt check,
      Optional<Effect.Word> word) {
    return new Effect.Report(
        new NodeReport(
            0,
            now,
            rollout,
            phase,
            desired,
            state.sight().mapped(),
            state.position().wanted().flatMap(Installation::body),
            problem,
            check,
            checkpoint(state),
            flags(state, rules)),
        word);
  }

  /** Of several logs the longest: a control plane keeps one. */
  private static NodeReport.Seen checkpoint(AgentState state) {
    return state.journal().memory().logs().values().stream()
        .max(Comparator.comparingLong(log -> log.size()))
        .map(log -> new NodeReport.Seen(log.size(), log.root()))
        .orElse(NodeReport.Seen.NOTHING);
  }

  private static Set<NodeReport.Flag> flags(AgentState state, NodeRules rules) {
    var flags = EnumSet.noneOf(NodeReport.Flag.class);
    if (!rules.isCaged()) {
      flags.add(NodeReport.Flag.UNSANDBOXED);
    }
    if (rules.node().development()) {
      flags.add(NodeReport.Flag.DEVELOPMENT);
    }
    if (state.clock() instanceof ClockReading.Unmeasured) {
      flags.add(NodeReport.Flag.UNMEASURED_CLOCK);
    }
    if (state.restored()) {
      flags.add(NodeReport.Flag.RESTORED);
    }
    boolean isResting = state.work() instanceof Work.Resting;
    if (isResting
        && state.sight() instanceof Sight.Seen
        && !state.sight().shows(state.position().artifacts())) {
      flags.add(NodeReport.Flag.DRIFT);
    }
    return flags;
  }
}
