package xps.crypto.orchestrator.planner;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Runs the real machine on a virtual clock: commands go in here, and what a fleet would answer
 * comes out as events. What was simulated is what runs.
 */
final class Simulator {
  /** A plan of a million nodes has some ten events a node; beyond this it doesn't end. */
  private static final long MOST_EVENTS = 100_000_000;

  /** A wave that isn't let in for so long though nothing else is under way never is. */
  private static final Duration FOR_GOOD = Duration.ofDays(366);

  private static final Duration MOMENT = Duration.ofMillis(1);

  private final SimulationOptions options;
  private final RolloutPlan plan;
  private final Instant start;
  private final SplittableRandom chance;

  /**
   * What is to happen, by when; what happens at the same time happens in the order of its causes.
   */
  private final TreeMap<Instant, ArrayDeque<Event>> queue = new TreeMap<>();

  private final SimulationLog log;

  /** Nodes that fail their probe, that are cut off, and that were never there. */
  private final Set<String> bad = new HashSet<>();

  private final Set<String> lost = new HashSet<>();
  private final Set<String> offline = new HashSet<>();

  /** When somebody was started or came further; asking guard again is neither. */
  private Instant progress;

  /** When time was last looked at though nothing had happened. */
  private Instant ticked = Instant.MIN;

  private Simulator(RolloutPlan plan, SimulationOptions options) {
    this.plan = plan;
    this.options = options;
    this.start = options.calendar().map(Calendar::start).orElse(Instant.EPOCH);
    this.progress = start;
    this.chance = new SplittableRandom(options.seed());
    this.log = new SimulationLog(plan, start);
  }

  static Simulation run(RolloutPlan plan, SimulationOptions options) {
    return new Simulator(plan, options).run();
  }

  private Simulation run() {
    var step = Rollout.start(plan, start);
    whoIsAway();
    carryOut(step, start);
    var now = start;
    for (long events = 0; step.state().result().isEmpty() && events < MOST_EVENTS; events++) {
      var event = next(step.state(), now);
      if (event.isEmpty()) {
        break;
      }
      if (waitsForGood(step.state(), event.get().at())) {
        return log.simulation(step.state(), progress);
      }
      if (isHeard(event.get())) {
        now = event.get().at();
        step = Rollout.step(step.state(), event.get());
        carryOut(step, now);
        log.point(step.state(), now);
      }
    }
    return log.simulation(step.state(), now);
  }

  private boolean waitsForGood(RolloutState state, Instant next) {
    return next.isAfter(progress.plus(FOR_GOOD))
        && state.waves.stream().anyMatch(wave -> wave.stage == WaveRun.Stage.DENIED);
  }

  /** What happens next: somebody says something, or somebody's time is up before that. */
  private Optional<Event> next(RolloutState state, Instant now) {
    var due = queue.firstEntry();
    // What happens now needs no look at the time.
    if (due == null || due.getKey().isAfter(now)) {
      var wakes = Rollout.wakes(state).map(at -> at.plus(MOMENT)).filter(at -> at.isAfter(ticked));
      if (wakes.isPresent() && (due == null || wakes.get().isBefore(due.getKey()))) {
        ticked = wakes.get();
        return Optional.of(new Event.Tick(ticked));
      }
    }
    if (due == null) {
      return Optional.empty();
    }
    var event = due.getValue().removeFirst();
    if (due.getValue().isEmpty()) {
      queue.remove(due.getKey());
    }
    return Optional.of(event);
  }

  /** Nobody hears what a node that is cut off would say. */
  private boolean isHeard(Event event) {
    return switch (event) {
      case Event.Reported report -> !lost.contains(report.node());
      case Event.ProbeAnswered probe -> !lost.contains(probe.node());
      case Event.Disconnected(var _, var node) -> {
        lost.add(node);
        yield true;
      }
      default -> true;
    };
  }

  private void whoIsAway() {
    if (options.scenario() instanceof Scenario.Usual && options.model().rules().isEmpty()) {
      return;
    }
    int more = options.scenario() instanceof Scenario.Offline(int perThousand) ? perThousand : 0;
    for (var wave : plan.waves()) {
      for (var id : wave.nodes()) {
        int share = more + options.model().of(node(id)).offline();
        if (share > 0 && chance.nextInt(1_000) < share) {
          offline.add(id);
          later(new Event.Disconnected(start, id));
        }
        if (options.scenario() instanceof Scenario.Lost(var label, var value, var after)
            && node(id).matchable(label).equals(Optional.of(value))) {
          offline.add(id);
          later(new Event.Disconnected(start.plus(after), id));
        }
      }
    }
  }

  private void carryOut(Step step, Instant now) {
    var state = step.state();
    for (var command : step.commands()) {
      switch (command) {
        case Command.AskGuard(var wave) -> later(guard(wave, now));
        case Command.Start(var wave, var node) -> begin(wave, node, now);
        case Command.StartProbing(var node) -> probe(node, state, now);
        case Command.StopProbing _ -> {}
        case Command.RollBack(var _, var node) ->
            later(
                new Event.Reported(
                    now.plus(interval()), node, NodeWord.ROLLED_BACK, false, "", ""));
        case Command.Announce(var note) -> note(note, now);
        case Command.Finish _ -> {}
      }
    }
  }

  private Event guard(int wave, Instant now) {
    var answer = options.calendar().map(calendar -> ask(calendar, wave, now));
    return new Event.GateAnswered(
        now,
        wave,
        answer.map(said -> said.reasons().isEmpty()).orElse(true),
        answer.map(Calendar.Answer::reasons).orElse(List.of()));
  }

  private Calendar.Answer ask(Calendar calendar, int wave, Instant now) {
    var nodes = plan.waves().get(wave).nodes().stream().map(this::node).toList();
    var cutoff = calendar.windows().cutoff().orElse(plan.plan().expectedNodeDuration());
    return calendar.ask(nodes, now, cutoff);
  }

  private void begin(int wave, String id, Instant now) {
    progress = now;
    var rule = options.model().rules().isEmpty() ? FleetModel.USUAL : options.model().of(node(id));
    var takes =
        rule.spread().isZero()
            ? rule.takes()
            : rule.takes().plusMillis(chance.nextLong(rule.spread().toMillis() + 1));
    boolean fails = rule.fails() > 0 && chance.nextInt(1_000) < rule.fails();
    if (fails || (options.scenario() instanceof Scenario.BadPatch(int from) && wave >= from)) {
      bad.add(id);
    }
    later(says(id, now.plus(takes)));
  }

  /** Where only the node itself can ask for its health, it leaves a bad patch by itself. */
  private Event says(String id, Instant at) {
    boolean isLocal = plan.plan().healthCheck().filter(Plan.HealthCheck::isLocal).isPresent();
    return isLocal && bad.contains(id)
        ? new Event.Reported(at, id, NodeWord.ROLLED_BACK, false, "PROBE_FAILED", "wrong")
        : new Event.Reported(at, id, NodeWord.HEALTHY, true, "", "");
  }

  /** As many answers as decide it, one an interval. */
  private void probe(String id, RolloutState state, Instant now) {
    var check = plan.plan().healthCheck().filter(it -> !it.isLocal());
    if (check.isEmpty()) {
      return;
    }
    boolean isBack = state.stageOf(id).equals(Optional.of(NodeStage.ROLLING_BACK));
    var good = isBack || !bad.contains(id);
    var answers = good ? check.get().successes() : check.get().failures();
    for (int number = 0; number < answers; number++) {
      later(
          new Event.ProbeAnswered(
              now.plus(interval().multipliedBy(number)), id, good, !isBack, good ? "" : "wrong"));
    }
  }

  private Duration interval() {
    return plan.plan().healthCheck().map(Plan.HealthCheck::interval).orElse(Duration.ofSeconds(1));
  }

  private void note(Command.Note note, Instant now) {
    log.note(note, now);
    boolean isAboutGuard =
        note instanceof Command.Note.WaveWaits || note instanceof Command.Note.WaveOpened;
    if (!isAboutGuard) {
      progress = now;
    }
    switch (note) {
      case Command.Note.WaveOpened(var wave) -> opened(wave, now);
      case Command.Note.WaveWaits(var wave, var _) ->
          options
              .calendar()
              .flatMap(calendar -> ask(calendar, wave, now).changes())
              .ifPresent(
                  opens -> later(new Event.Tick(latest(opens, now.plus(Rollout.ASK_AGAIN)))));
      default -> {}
    }
  }

  private void opened(int wave, Instant now) {
    options
        .calendar()
        .ifPresent(calendar ->
            ask(calendar, wave, now)
                .changes()
                .ifPresent(closes ->
                    later(
                        new Event.GateAnswered(
                            closes, wave, false, ask(calendar, wave, closes).reasons()))));
  }

  private static Instant latest(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private Node node(String id) {
    return plan.fleet().node(id).orElseThrow();
  }

  private void later(Event event) {
    queue.computeIfAbsent(event.at(), _ -> new ArrayDeque<>()).addLast(event);
  }
}
