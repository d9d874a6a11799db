package xps.crypto.orchestrator.agent;

import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Optional;
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
      return of(state, rules, now, Errand.none());
    }
    // An order that was cut off before anything was changed: nothing of it is under way.
    boolean isCutOff = !errand.get().isSettled() && state.work() instanceof Work.Resting;
    return of(state, rules, now, isCutOff ? errand.get().in(NodePhase.IDLE) : errand.get());
  }

  /** That something wanted can't even be read. */
  static Effect unreadable(AgentState state, NodeRules rules, Instant now, Problem problem) {
    return of(state, rules, now, Errand.none().refused(1, problem));
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
    return new Effect.Report(
        new NodeReport(
            0,
            now,
            errand.rollout(),
            errand.phase(),
            errand.desired(),
            state.sight().mapped(),
            state.position().wanted().flatMap(Installation::body),
            errand.problem(),
            errand.check(),
            checkpoint(state),
            flags(state, rules, errand)),
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

  /** Of several logs the longest: a control plane keeps one. */
  private static NodeReport.Seen checkpoint(AgentState state) {
    return state.journal().memory().logs().values().stream()
        .max(Comparator.comparingLong(log -> log.size()))
        .map(log -> new NodeReport.Seen(log.size(), log.root()))
        .orElse(NodeReport.Seen.NOTHING);
  }

  private static Set<NodeReport.Flag> flags(AgentState state, NodeRules rules, Errand errand) {
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
    if (errand.glass().isPresent()) {
      flags.add(NodeReport.Flag.GLASS_BROKEN);
    }
    if (state.restored()) {
      flags.add(NodeReport.Flag.RESTORED);
    }
    boolean isResting = state.work() instanceof Work.Resting;
    if (isResting && state.sight().drifts(state.position().artifacts())) {
      flags.add(NodeReport.Flag.DRIFT);
    }
    return flags;
  }
}
