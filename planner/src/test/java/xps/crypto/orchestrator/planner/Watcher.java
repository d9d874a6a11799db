package xps.crypto.orchestrator.planner;

import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  Watcher(RolloutPlan plan) {
    this.plan = plan;
  }

  Set<Invariant> broken() {
    return broken;
  }

  void breaks(Invariant invariant) {
    broken.add(invariant);
  }

  /** Before the machine gets it. */
  void sees(Event event) {
    switch (event) {
      case Event.Connected(var _, var node) -> away.remove(node);
      case Event.Disconnected(var _, var node) -> away.add(node);
      case Event.GateAnswered answer -> allowed.put(answer.wave(), answer.allowed());
      case Event.Reported report -> {
        if (report.runsWanted()) {
          evident.add(report.node());
        }
      }
      case Event.Tick _,
          Event.ProbeAnswered _,
          Event.Restarted _,
          Event.PauseAsked _,
          Event.ResumeAsked _,
          Event.CancelAsked _,
          Event.RollbackAsked _,
          Event.SkipAsked _ -> {}
    }
  }

  /** After it. */
  void sees(String modeBefore, RolloutState state, List<Command> commands, boolean again) {
    var stages = new HashMap<>(state.stages());
    if (!again) {
      // Each start is judged as things stood then: those after it hadn't begun.
      commands.forEach(command -> {
        if (command instanceof Command.Start(var _, var node)) {
          stages.put(node, NodeStage.WAITING);
        }
      });
    }
    for (var command : commands) {
      switch (command) {
        case Command.Start(var wave, var node) -> {
          if (!again) {
            stages.put(node, NodeStage.STARTED);
            started(wave, node, modeBefore, state, stages);
          }
        }
        case Command.Announce(Command.Note.NodeHealthy(var _, var node)) ->
            hold(evident.contains(node), Invariant.HEALTHY_NEEDS_EVIDENCE_OF_THE_NEW_VERSION);
        case Command.Finish _ ->
            hold(
                stages.values().stream().noneMatch(NodeStage::isInFlight),
                Invariant.NOBODY_IS_LEFT_IN_THE_MIDDLE_AT_THE_END);
        case Command.AskGuard _,
            Command.StartProbing _,
            Command.StopProbing _,
            Command.RollBack _,
            Command.Announce _ -> {}
      }
    }
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
        wave.after().stream().allMatch(before -> state.stageOfWave(before).equals("passed")),
        Invariant.NO_WAVE_STARTS_BEFORE_THOSE_IT_COMES_AFTER);
    var first = plan.waves().getFirst();
    hold(
        !first.name().equals(Wave.CANARY) || index == 0 || state.stageOfWave(0).equals("passed"),
        Invariant.NOBODY_STARTS_BEFORE_THE_CANARY_HAS_BAKED);
    hold(
        !List.of("halted", "cancelled", "finished").contains(modeBefore) && !state.isPaused(),
        Invariant.NOBODY_STARTS_IN_A_ROLLOUT_THAT_IS_HELD);
    limits(wave, id, stages);
  }

  private void limits(Wave wave, String id, Map<String, NodeStage> stages) {
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
          var domain = alike(id, keep.per(), fleet);
          hold(
              domain.size() - out(domain, stages) >= keep.of(domain.size()),
              Invariant.EVERY_DOMAIN_KEEPS_WHAT_IT_MUST);
        });
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
        .filter(id ->
            away.contains(id)
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
