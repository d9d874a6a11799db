package xps.crypto.orchestrator.planner;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Looks at a rollout from outside: at the events that go in and the commands that come out. It
 * counts by itself and believes nothing of what the machine counts.
 */
final class Watcher {
  private final RolloutPlan plan;
  private final Set<Invariant> broken = EnumSet.noneOf(Invariant.class);
  private final Set<String> away = new HashSet<>();
  private final Set<String> everStarted = new HashSet<>();
  private final Set<String> evident = new HashSet<>();
  private final Map<Integer, Boolean> allowed = new HashMap<>();
  private final Set<Integer> passed = new HashSet<>();

  /** Written off by an operator, found unhealthy before they were touched, and known to fail. */
  private final Set<String> gone = new HashSet<>();

  private final Set<String> sick = new HashSet<>();

  /** How many bad answers in a row came from nodes that nobody had touched. */
  private final Map<String, Integer> badBefore = new HashMap<>();

  private final Set<String> hopeless = new HashSet<>();

  /** Who never left the old version, or was seen well there again. */
  private final Set<String> well = new HashSet<>();

  /** Who became healthy and wasn't told to go back. */
  private final Set<String> healthy = new HashSet<>();

  private final Owed owed;

  /** When the last node of a wave became healthy. */
  private final Map<Integer, Instant> lastHealthy = new HashMap<>();

  private final Casualties casualties = new Casualties();
  private boolean operatorWantsBack;

  private boolean failedOnce;
  private final Map<String, NodeStage> last = new HashMap<>();
  private final Set<String> moves = new TreeSet<>();

  private final boolean tellsMoves;

  Watcher(RolloutPlan plan, boolean tellsMoves) {
    this.plan = plan;
    this.tellsMoves = tellsMoves;
    this.owed = new Owed(plan);
  }

  Set<Invariant> broken() {
    return broken;
  }

  Set<String> moves() {
    return moves;
  }

  private void moved(Map<String, NodeStage> stages) {
    stages.forEach((node, to) -> {
      var from = last.put(node, to);
      if (from != null && from != to) {
        moves.add(RolloutDiagramTest.words(from) + " to " + RolloutDiagramTest.words(to));
      }
    });
  }

  void breaks(Invariant invariant) {
    broken.add(invariant);
  }

  /** Before the machine gets it. */
  void sees(Event event, RolloutState state) {
    switch (event) {
      case Event.Connected(var _, var node) -> {
        if (away.remove(node)) {
          gone.remove(node);
        }
      }
      case Event.Disconnected(var _, var node) -> away.add(node);
      case Event.GateAnswered answer -> {
        allowed.put(answer.wave(), answer.allowed());
        owed.sees(answer);
      }
      case Event.Reported report -> {
        // Before its start nothing that it says is evidence of what this rollout has done.
        boolean isWord = List.of(NodeWord.ACTIVE, NodeWord.HEALTHY).contains(report.word());
        if (report.runsWanted() && isWord && everStarted.contains(report.node())) {
          evident.add(report.node());
        }
        if (report.word() == NodeWord.ROLLED_BACK || report.word() == NodeWord.ROLLBACK_FAILED) {
          healthy.remove(report.node());
        }
        if (List.of(NodeWord.REFUSED, NodeWord.FAILED).contains(report.word())) {
          well.add(report.node());
        }
      }
      case Event.ProbeAnswered probe -> probed(probe, state);
      case Event.Known known -> {
        if (!known.healthy() && stage(known.node(), state) == NodeStage.WAITING) {
          hopeless.add(known.node());
        }
      }
      case Event.SkipAsked skip -> {
        var stage = stage(skip.node(), state);
        boolean isSick = sick.contains(skip.node()) && stage != NodeStage.HEALTHY;
        boolean isOut = away.contains(skip.node()) || isSick;
        if (stage != NodeStage.WAITING
            && (away.contains(skip.node())
                || stage == NodeStage.NEEDS_PERSON
                || (stage == NodeStage.FAILED && evident.contains(skip.node()))
                || (stage.isEnd() && isOut))) {
          gone.add(skip.node());
        }
      }
      case Event.Tick _,
          Event.Restarted _,
          Event.PauseAsked _,
          Event.ResumeAsked _,
          Event.CancelAsked _ -> {}
      case Event.RollbackAsked _ -> operatorWantsBack = true;
    }
  }

  private void probed(Event.ProbeAnswered probe, RolloutState state) {
    if (plan.plan().healthCheck().isPresent() && stage(probe.node(), state) == NodeStage.WAITING) {
      int bad = probe.ok() ? 0 : badBefore.merge(probe.node(), 1, Integer::sum);
      if (probe.ok()) {
        sick.remove(probe.node());
        badBefore.remove(probe.node());
      } else if (bad >= plan.plan().healthCheck().get().failures()) {
        sick.add(probe.node());
      }
    }
    if (probe.ok() && !probe.runsWanted()) {
      well.add(probe.node());
    }
  }

  private static NodeStage stage(String node, RolloutState state) {
    return state.stageOf(node).orElse(NodeStage.HEALTHY);
  }

  /** After it. */
  void sees(Event event, String modeBefore, RolloutState state, List<Command> commands) {
    boolean again = event instanceof Event.Restarted;
    if (commands.isEmpty() && !tellsMoves) {
      return;
    }
    var stages = new HashMap<>(state.stages());
    if (tellsMoves) {
      moved(stages);
    }
    if (!again) {
      // Each start is judged as things stood then: those after it hadn't begun.
      commands.forEach(command -> {
        if (command instanceof Command.Start(var _, var node)) {
          stages.put(node, NodeStage.WAITING);
        }
      });
    }
    owed.sees(commands);
    for (var command : commands) {
      switch (command) {
        case Command.Start(var wave, var node) -> {
          if (!again) {
            stages.put(node, NodeStage.STARTED);
            started(wave, node, modeBefore, state, stages);
          }
        }
        case Command.Announce(var note) -> {
          if (note instanceof Command.Note.NodeActive(var _, var node)) {
            owed.active(node, state.now());
          }
          ended(note, state, stages);
          noted(event, modeBefore, note);
        }
        case Command.RollBack(var wave, var node) -> {
          well.remove(node);
          hold(
              again || mayGoBack(wave, node),
              Invariant.NOBODY_IS_SENT_BACK_FOR_A_FAILURE_THAT_IS_NONE_OF_ITS);
          hold(
              !healthy.remove(node) || !owed.isCommitted(node, state.now()),
              Invariant.NOBODY_IS_SENT_BACK_WHO_HAS_NOTHING_TO_GO_BACK_TO);
        }
        case Command.Finish _ -> {
          hold(
              stages.values().stream().noneMatch(NodeStage::isInFlight),
              Invariant.NOBODY_IS_LEFT_IN_THE_MIDDLE_AT_THE_END);
          hold(
              owed.isPaid(healthy, stages, state.now()),
              Invariant.A_FAILURE_SENDS_BACK_EVERYBODY_OF_ITS_SCOPE);
        }
        case Command.AskGuard _, Command.StartProbing _, Command.StopProbing _ -> {}
      }
    }
  }

  private void ended(Command.Note note, RolloutState state, Map<String, NodeStage> stages) {
    switch (note) {
      case Command.Note.NodeHealthy(var wave, var _) -> lastHealthy.put(wave, state.now());
      case Command.Note.NodeFailed(var wave, var node, var code, var _) -> {
        casualties.add(wave, node, code);
      }
      case Command.Note.WavePassed(var index) -> {
        var wave = plan.waves().get(index);
        hold(
            !state.now().isBefore(lastHealthy.getOrDefault(index, Instant.MIN).plus(wave.bake())),
            Invariant.NO_WAVE_PASSES_BEFORE_IT_HAS_BAKED);
        hold(
            !wave.name().equals(Wave.CANARY)
                || wave.nodes().stream().anyMatch(node -> stages.get(node) == NodeStage.HEALTHY),
            Invariant.NO_CANARY_PASSES_OF_WHICH_NOBODY_IS_HEALTHY);
      }
      default -> {}
    }
  }

  private boolean mayGoBack(int wave, String node) {
    var scope = plan.plan().rollback().map(Plan.Rollback::scope).orElse(Plan.Rollback.Scope.NODE);
    return operatorWantsBack
        || owed.isTakenBack(wave, scope)
        || casualties.failed().contains(node)
        || !everStarted.contains(node)
        || (scope == Plan.Rollback.Scope.ALL && !casualties.waves().isEmpty())
        || (scope == Plan.Rollback.Scope.WAVE && casualties.waves().contains(wave));
  }

  private boolean isBeyond(Plan.Abort abort, Wave wave, String id, Map<String, NodeStage> stages) {
    var scope =
        switch (abort.scope()) {
          case WAVE -> Set.copyOf(wave.nodes());
          case ROLLOUT -> stages.keySet();
          case DOMAIN -> alike(id, plan.plan().keep().orElseThrow().per(), stages.keySet());
        };
    var counted = scope.stream().filter(node -> !sick.contains(node)).toList();
    return casualties.areBeyond(abort, counted, stages);
  }

  private void noted(Event event, String modeBefore, Command.Note note) {
    switch (note) {
      case Command.Note.NodeHealthy(var _, var node) -> {
        healthy.add(node);
        hold(evident.contains(node), Invariant.HEALTHY_NEEDS_EVIDENCE_OF_THE_NEW_VERSION);
      }
      case Command.Note.NodeRolledBack(var _, var node) ->
          hold(
              well.contains(node) || sick.contains(node) || plan.plan().healthCheck().isEmpty(),
              Invariant.BACK_NEEDS_EVIDENCE_OF_THE_OLD_VERSION);
      case Command.Note.NodeFailed(var wave, var node, var _, var _) -> {
        hold(
            !(event instanceof Event.Tick && modeBefore.equals("paused")),
            Invariant.NO_TIME_RUNS_OUT_IN_A_PAUSE);
        boolean mayFail =
            plan.waves().get(wave).name().equals(Wave.CANARY)
                && !plan.plan().canary().orElseThrow().haltOnError();
        boolean isGivenUp = event instanceof Event.SkipAsked; // no verdict on the patch
        failedOnce |= !sick.contains(node) && !mayFail && !isGivenUp;
      }
      case Command.Note.Halted _ ->
          hold(
              !(event instanceof Event.ProbeAnswered probe && sick.contains(probe.node())),
              Invariant.WHO_WAS_UNHEALTHY_BEFORE_ENDS_NOTHING);
      case Command.Note.WavePassed(int wave) -> passed.add(wave);
      case Command.Note.WaveWaits _,
          Command.Note.WaveOpened _,
          Command.Note.WaveBakes _,
          Command.Note.NodeSick _,
          Command.Note.NodeActive _,
          Command.Note.NodeSkipped _,
          Command.Note.NodeCommitted _,
          Command.Note.NodeLost _,
          Command.Note.Paused _,
          Command.Note.Resumed _ -> {}
    }
  }

  private boolean hasPassed(int wave, RolloutState state) {
    return passed.contains(wave) || state.stageOfWave(wave).equals("passed");
  }

  private void started(
      int index, String id, String modeBefore, RolloutState state, Map<String, NodeStage> stages) {
    var wave = plan.waves().get(index);
    hold(everStarted.add(id), Invariant.NOBODY_IS_STARTED_TWICE);
    hold(!away.contains(id), Invariant.NOBODY_STARTS_WITHOUT_A_CONNECTION);
    hold(
        inFlight(wave.nodes(), stages) <= wave.concurrency(),
        Invariant.CONCURRENCY_IS_NOT_EXCEEDED);
    hold(allowed.getOrDefault(index, false), Invariant.NOBODY_STARTS_WITHOUT_GUARDS_YES);
    hold(
        wave.after().stream().allMatch(before -> hasPassed(before, state)),
        Invariant.NO_WAVE_STARTS_BEFORE_THOSE_IT_COMES_AFTER);
    var first = plan.waves().getFirst();
    hold(
        !first.name().equals(Wave.CANARY) || index == 0 || hasPassed(0, state),
        Invariant.NOBODY_STARTS_BEFORE_THE_CANARY_HAS_BAKED);
    hold(
        !List.of("halted", "cancelled", "finished").contains(modeBefore) && !state.isPaused(),
        Invariant.NOBODY_STARTS_IN_A_ROLLOUT_THAT_IS_HELD);
    hold(
        !failedOnce || !plan.plan().aborts().isEmpty(),
        Invariant.NOBODY_STARTS_AFTER_THE_FIRST_FAILURE_OF_A_PLAN_WITHOUT_ABORTS);
    hold(!hopeless.contains(id), Invariant.NO_ATTEMPT_THAT_FAILED_ON_A_NODE_IS_TRIED_THERE_AGAIN);
    var before = new HashMap<>(stages);
    before.put(id, NodeStage.WAITING);
    hold(
        plan.plan().aborts().stream().noneMatch(abort -> isBeyond(abort, wave, id, before)),
        Invariant.NOBODY_STARTS_WHEN_MORE_HAVE_FAILED_THAN_THE_PLAN_TOLERATES);
    limits(wave, id, stages);
  }

  private void limits(Wave wave, String id, Map<String, NodeStage> stages) {
    order(wave, id, stages);
    if (sick.contains(id)) {
      return; // It was out before, and takes nobody more out.
    }
    var rule =
        plan.plan().waves().stream().filter(one -> one.name().equals(wave.name())).findFirst();
    rule.flatMap(Plan.WaveRule::maxUnavailable)
        .ifPresent(most ->
            hold(
                out(alike(id, most.per(), stages.keySet()), stages) <= most.count(),
                Invariant.NO_ZONE_HAS_MORE_OUT_THAN_IT_MAY));
    plan.plan()
        .keep()
        .ifPresent(keep -> {
          var fleet = plan.fleet().nodes().stream().map(Node::id).collect(Collectors.toSet());
          fleet.removeAll(gone);
          var domain = alike(id, keep.per(), fleet);
          hold(
              domain.size() - out(domain, stages) >= keep.of(domain.size()),
              Invariant.EVERY_DOMAIN_KEEPS_WHAT_IT_MUST);
        });
  }

  private void order(Wave wave, String id, Map<String, NodeStage> stages) {
    for (var order : plan.plan().orders()) {
      if (order.then().matches(node(id))) {
        hold(
            wave.nodes().stream()
                .filter(other -> order.first().matches(node(other)))
                .allMatch(other -> stages.get(other).isEnd()),
            Invariant.THE_ORDER_OF_ROLES_HOLDS);
      }
    }
  }

  private Set<String> alike(String id, String label, Collection<String> among) {
    var value = node(id).label(label);
    return among.stream()
        .filter(other -> node(other).label(label).equals(value))
        .collect(Collectors.toSet());
  }

  private long out(Collection<String> nodes, Map<String, NodeStage> stages) {
    return nodes.stream()
        .filter(stages::containsKey)
        .filter(id -> !gone.contains(id))
        .filter(id ->
            away.contains(id)
                || (sick.contains(id) && stages.get(id) != NodeStage.HEALTHY)
                || stages.get(id).isInFlight()
                || stages.get(id) == NodeStage.NEEDS_PERSON)
        .count();
  }

  private static long inFlight(Collection<String> nodes, Map<String, NodeStage> stages) {
    return nodes.stream().filter(id -> stages.get(id).isInFlight()).count();
  }

  private Node node(String id) {
    return plan.fleet().node(id).orElseThrow();
  }

  private void hold(boolean holds, Invariant invariant) {
    if (!holds) {
      broken.add(invariant);
    }
  }
}
