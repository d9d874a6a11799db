package xps.crypto.orchestrator.planner;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** Machines that are sound but for one thing. */
final class Mutants {
  private Mutants() {}

  static Night.Machine of(Invariant invariant) {
    return switch (invariant) {
      case NO_EVENT_THROWS ->
          (state, event) -> {
            if (event instanceof Event.Reported) {
              throw new IllegalStateException("a report is too much for this one");
            }
            return Rollout.step(state, event);
          };
      case CONCURRENCY_IS_NOT_EXCEEDED,
          NO_ZONE_HAS_MORE_OUT_THAN_IT_MAY,
          EVERY_DOMAIN_KEEPS_WHAT_IT_MUST,
          THE_ORDER_OF_ROLES_HOLDS ->
          // The next in an open wave, whether there is room for it or not.
          starting((state, node) ->
              node.stage == NodeStage.WAITING && node.connected && isOpen(state, node));
      case NOBODY_STARTS_WITHOUT_A_CONNECTION ->
          starting((state, node) ->
              node.stage == NodeStage.WAITING && !node.connected && isOpen(state, node));
      case NOBODY_STARTS_BEFORE_THE_CANARY_HAS_BAKED,
          NO_WAVE_STARTS_BEFORE_THOSE_IT_COMES_AFTER,
          NOBODY_STARTS_WITHOUT_GUARDS_YES,
          NOBODY_STARTS_AFTER_THE_FIRST_FAILURE_OF_A_PLAN_WITHOUT_ABORTS,
          NOBODY_STARTS_IN_A_ROLLOUT_THAT_IS_HELD ->
          starting((_, node) -> node.stage == NodeStage.WAITING);
      case NOBODY_IS_STARTED_TWICE -> starting((_, node) -> node.stage == NodeStage.HEALTHY);
      case NO_ATTEMPT_THAT_FAILED_ON_A_NODE_IS_TRIED_THERE_AGAIN ->
          starting((_, node) -> node.detail.startsWith("this attempt failed"));
      case BACK_NEEDS_EVIDENCE_OF_THE_OLD_VERSION ->
          saying(
              (_, _, node) -> node.back,
              node -> new Command.Note.NodeRolledBack(node.wave, node.id));
      case NO_WAVE_PASSES_BEFORE_IT_HAS_BAKED ->
          saying(
              (state, _, node) ->
                  state.waves.get(node.wave).stage == WaveRun.Stage.BAKING
                      && !state.waves.get(node.wave).wave.bake().isZero(),
              node -> new Command.Note.WavePassed(node.wave));
      case NO_CANARY_PASSES_OF_WHICH_NOBODY_IS_HEALTHY ->
          saying(
              (state, _, node) -> state.isPaused() && state.reason().startsWith("no node of the"),
              _ -> new Command.Note.WavePassed(0));
      case NOBODY_STARTS_WHEN_MORE_HAVE_FAILED_THAN_THE_PLAN_TOLERATES ->
          starting((state, node) ->
              node.stage == NodeStage.WAITING && !state.plan.plan().aborts().isEmpty());
      case NOBODY_IS_SENT_BACK_FOR_A_FAILURE_THAT_IS_NONE_OF_ITS ->
          (state, event) -> {
            var step = Rollout.step(state, event);
            return node(state, (_, node) -> node.stage == NodeStage.HEALTHY && node.changed)
                .map(node -> with(step, new Command.RollBack(node.wave, node.id)))
                .orElse(step);
          };
      case A_FAILURE_SENDS_BACK_EVERYBODY_OF_ITS_SCOPE ->
          (state, event) -> {
            var step = Rollout.step(state, event);
            // Forgets one who has done nothing wrong.
            return node(state, (_, node) -> isToldFor(step, node))
                .map(node -> {
                  Turnstile.move(state, node, NodeStage.HEALTHY);
                  return new Step(
                      state,
                      step.commands().stream()
                          .filter(command -> !command.equals(back(node)))
                          .toList());
                })
                .orElse(step);
          };
      case NOBODY_IS_SENT_BACK_WHO_HAS_NOTHING_TO_GO_BACK_TO ->
          (state, event) -> {
            var step = Rollout.step(state, event);
            return node(
                    state,
                    (_, node) ->
                        node.stage == NodeStage.HEALTHY
                            && node.changed
                            && !state.now.isBefore(node.changedAt.plus(state.horizon)))
                .map(node -> with(step, new Command.RollBack(node.wave, node.id)))
                .orElse(step);
          };
      case WHO_WAS_UNHEALTHY_BEFORE_ENDS_NOTHING ->
          saying(
              (_, event, node) ->
                  node.sick
                      && event instanceof Event.ProbeAnswered probe
                      && probe.node().equals(node.id),
              node -> new Command.Note.Halted(node.id));
      case NO_TIME_RUNS_OUT_IN_A_PAUSE ->
          saying(
              (state, event, node) ->
                  state.isPaused() && event instanceof Event.Tick && node.stage.isInFlight(),
              node -> new Command.Note.NodeFailed(node.wave, node.id, "PROBE_TIMEOUT", ""));
      case HEALTHY_NEEDS_EVIDENCE_OF_THE_NEW_VERSION ->
          (state, event) -> {
            var step = Rollout.step(state, event);
            return node(state, (_, node) -> node.stage == NodeStage.STARTED)
                .map(node -> {
                  Turnstile.move(state, node, NodeStage.HEALTHY);
                  return with(
                      step, new Command.Announce(new Command.Note.NodeHealthy(node.wave, node.id)));
                })
                .orElse(step);
          };
      case NOBODY_IS_LEFT_IN_THE_MIDDLE_AT_THE_END ->
          (state, event) -> {
            var step = Rollout.step(state, event);
            return node(state, (_, node) -> node.stage == NodeStage.ACTIVE)
                .map(_ -> with(step, new Command.Finish(Ending.of(state))))
                .orElse(step);
          };
      case A_REPLAY_COMES_TO_THE_SAME_STATE ->
          (state, event) -> {
            var step = Rollout.step(state, event);
            // What is nowhere written.
            state.reason += ".";
            return step;
          };
      case EVERY_ROLLOUT_ENDS ->
          (state, event) ->
              // Who doesn't listen waits for ever.
              event instanceof Event.GateAnswered
                  ? new Step(state, List.of())
                  : Rollout.step(state, event);
    };
  }

  private static boolean isToldFor(Step step, NodeRun node) {
    return node.seenWell && !node.hasFailed() && step.commands().contains(back(node));
  }

  private static Command back(NodeRun node) {
    return new Command.RollBack(node.wave, node.id);
  }

  private static boolean isOpen(RolloutState state, NodeRun node) {
    return state.waves.get(node.wave).stage == WaveRun.Stage.OPEN;
  }

  private static Night.Machine starting(BiPredicate<RolloutState, NodeRun> whom) {
    return (state, event) -> {
      var step = Rollout.step(state, event);
      return node(state, whom)
          .map(node -> {
            Turnstile.move(state, node, NodeStage.STARTED);
            return with(step, new Command.Start(node.wave, node.id));
          })
          .orElse(step);
    };
  }

  private interface Occasion {
    boolean isGiven(RolloutState state, Event event, NodeRun node);
  }

  private static Night.Machine saying(Occasion occasion, Function<NodeRun, Command.Note> note) {
    return (state, event) -> {
      var step = Rollout.step(state, event);
      return node(state, (_, node) -> occasion.isGiven(state, event, node))
          .map(node -> with(step, new Command.Announce(note.apply(node))))
          .orElse(step);
    };
  }

  private static Optional<NodeRun> node(
      RolloutState state, BiPredicate<RolloutState, NodeRun> whom) {
    return state.everybody.stream()
        .filter(node -> whom.test(state, node))
        .min(Comparator.comparing(node -> node.id));
  }

  private static Step with(Step step, Command command) {
    var commands = new ArrayList<>(step.commands());
    commands.add(command);
    return new Step(step.state(), commands);
  }
}
