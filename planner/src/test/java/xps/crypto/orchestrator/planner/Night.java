package xps.crypto.orchestrator.planner;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * One rollout in a bad night, out of a seed: reports are lost, late, doubled and lies, nodes come
 * and go, operators change their minds, the runner is killed and replays its journal; and then, in
 * the morning, everything works again and the rollout has to come to an end.
 */
final class Night {
  private static final List<NodeWord> WORDS = List.of(NodeWord.values());
  private static final int EVENTS = 60;
  private static final int MORNING = 4_000;

  /** Rounds of a morning after which a person looks at what hasn't ended. */
  private static final int PATIENCE = 200;

  /** A machine with something wrong with it, to see that the watcher sees it. */
  interface Machine {
    /** The machine itself. */
    Machine SOUND = Rollout::step;

    Step step(RolloutState state, Event event);
  }

  /** Somebody who looks on, and leaves everything as it is. */
  interface Onlooker {
    /** Looks the other way. */
    Onlooker NOBODY = (_, _, _) -> {};

    /** After each event. */
    void sees(RolloutPlan plan, List<Event> journal, RolloutState state);
  }

  private final SplittableRandom chance;
  private final Machine machine;
  private final Onlooker onlooker;
  private final RolloutPlan plan;
  private final Watcher watcher;
  private final List<Event> journal = new ArrayList<>();
  private final List<String> ids;
  private RolloutState state;
  private Instant now = ARollout.START;

  private Night(long seed, Machine machine, Onlooker onlooker, boolean tellsMoves) {
    this.chance = new SplittableRandom(seed);
    this.machine = machine;
    this.onlooker = onlooker;
    this.plan = RandomRollout.of(chance);
    this.watcher = new Watcher(plan, tellsMoves);
    this.ids = plan.waves().stream().flatMap(wave -> wave.nodes().stream()).toList();
    this.state = Rollout.start(plan, now).state();
  }

  /** What didn't hold. */
  static Set<Invariant> of(long seed, Machine machine) {
    return new Night(seed, machine, Onlooker.NOBODY, false).live();
  }

  /** Lets somebody look on until the morning. */
  static void seenBy(Onlooker onlooker, long seed) {
    new Night(seed, Machine.SOUND, onlooker, false).night();
  }

  /** From which stage to which nodes went. */
  static Set<String> moves(long seed) {
    var night = new Night(seed, Machine.SOUND, Onlooker.NOBODY, true);
    var broken = night.live();
    return broken.isEmpty() ? night.watcher.moves() : Set.of();
  }

  private Set<Invariant> live() {
    night();
    morning();
    replay();
    return watcher.broken();
  }

  private void night() {
    for (int number = 0; number < EVENTS; number++) {
      now = now.plus(Duration.ofMillis(chance.nextLong(20_000)));
      feed(chance.nextInt(3) == 0 ? anything() : sensible());
      if (chance.nextInt(20) == 0) {
        replay();
        feed(new Event.Restarted(now));
      }
    }
  }

  private void feed(Event event) {
    watcher.sees(event, state);
    var before = state.mode();
    try {
      var step = machine.step(state, event);
      state = step.state();
      // Ticks from which nothing follows aren't kept.
      if (!(event instanceof Event.Tick) || !step.commands().isEmpty()) {
        journal.add(event);
      }
      watcher.sees(event, before, state, step.commands());
      onlooker.sees(plan, journal, state);
    } catch (RuntimeException _) {
      watcher.breaks(Invariant.NO_EVENT_THROWS);
    }
  }

  /** The journal is all that a killed runner has. */
  private void replay() {
    var replayed = Rollout.start(plan, ARollout.START).state();
    for (var event : journal) {
      replayed = Rollout.step(replayed, EventJson.read(EventJson.write(event)).orThrow()).state();
    }
    if (!replayed.digest().equals(state.digest())) {
      watcher.breaks(Invariant.A_REPLAY_COMES_TO_THE_SAME_STATE);
    }
  }

  /** Any event about anybody, whether it makes sense or not. */
  private Event anything() {
    var node = chance.nextInt(10) == 0 ? "nobody" : node();
    return switch (chance.nextInt(12)) {
      case 0 -> new Event.GateAnswered(now, chance.nextInt(6), chance.nextBoolean(), reasons());
      case 1 -> new Event.Disconnected(now, node);
      case 2 -> new Event.Connected(now, node);
      case 3 -> new Event.PauseAsked(now, "olga", "");
      case 4 -> new Event.ResumeAsked(now, "olga");
      case 5 -> rare() ? new Event.CancelAsked(now, "olga", "") : new Event.Tick(now);
      case 6 -> rare() ? new Event.RollbackAsked(now, "olga", "") : new Event.Tick(now);
      case 7 -> new Event.SkipAsked(now, node, "olga", "");
      case 8 -> new Event.ProbeAnswered(now, node, chance.nextBoolean(), chance.nextBoolean(), "");
      // A clock that jumped.
      case 9 ->
          new Event.Tick(
              chance.nextInt(4) == 0
                  ? now.plus(Duration.ofMinutes(10))
                  : now.minus(Duration.ofHours(1)));
      case 10 -> new Event.Known(now, node, chance.nextBoolean(), "an-earlier-one");
      default ->
          new Event.Reported(
              now, node, WORDS.get(chance.nextInt(WORDS.size())), chance.nextBoolean(), "", "");
    };
  }

  /** A window that is shut, or a yes that was taken back. */
  private List<String> reasons() {
    return List.of(chance.nextInt(3) == 0 ? "RBAC_MISSING: withdrawn" : "WINDOW_VIOLATION: shut");
  }

  private boolean rare() {
    return chance.nextInt(8) == 0;
  }

  private String node() {
    return ids.isEmpty() ? "nobody" : ids.get(chance.nextInt(ids.size()));
  }

  /** What a fleet would say next, now and then with a failure in it. */
  private Event sensible() {
    for (var wave : plan.waves()) {
      if (state.stageOfWave(wave.index()).equals("asked")) {
        return new Event.GateAnswered(now, wave.index(), chance.nextInt(5) > 0, reasons());
      }
    }
    return answer(chance.nextBoolean() ? node() : underWay(), chance.nextInt(6) > 0);
  }

  /** Of whom something is expected, where there is one. */
  private String underWay() {
    var busy = ids.stream().filter(id -> state.stageOf(id).orElseThrow().isInFlight()).toList();
    return busy.isEmpty() ? node() : busy.get(chance.nextInt(busy.size()));
  }

  private Event answer(String id, boolean good) {
    var stage = state.stageOf(id).orElse(NodeStage.WAITING);
    return switch (stage) {
      case STARTED -> reported(id, good ? NodeWord.HEALTHY : NodeWord.FAILED, good);
      case ACTIVE ->
          chance.nextBoolean()
              ? new Event.ProbeAnswered(now, id, good, good, "")
              : reported(id, NodeWord.HEALTHY, true);
      case ROLLING_BACK ->
          chance.nextBoolean()
              ? new Event.ProbeAnswered(now, id, good, false, "")
              : reported(id, good ? NodeWord.ROLLED_BACK : NodeWord.ROLLBACK_FAILED, false);
      case HEALTHY -> new Event.ProbeAnswered(now, id, good, good, "");
      case WAITING ->
          good ? new Event.Tick(now) : new Event.ProbeAnswered(now, id, false, false, "");
      case ROLLED_BACK, FAILED, SKIPPED, NEEDS_PERSON -> new Event.Tick(now);
    };
  }

  private Event reported(String id, NodeWord word, boolean runsWanted) {
    return new Event.Reported(now, id, word, runsWanted, "", "");
  }

  /** Faults are off, windows are open: whatever was left comes to an end. */
  private void morning() {
    for (var id : ids) {
      feed(new Event.Connected(now, id));
    }
    for (int round = 0; round < MORNING && state.result().isEmpty(); round++) {
      now = now.plus(Duration.ofSeconds(1));
      feed(new Event.ResumeAsked(now, "olga"));
      for (var wave : plan.waves()) {
        if (state.stageOfWave(wave.index()).equals("asked")) {
          feed(new Event.GateAnswered(now, wave.index(), true, List.of()));
        }
      }
      for (var id : ids) {
        if (state.stageOf(id).orElseThrow().isInFlight()) {
          feed(answer(id, true));
        }
      }
      feed(new Event.Tick(now));
      if (round % PATIENCE == PATIENCE - 1) {
        aPersonLooks();
      }
    }
    if (state.result().isEmpty()) {
      watcher.breaks(Invariant.EVERY_ROLLOUT_ENDS);
    }
  }

  /** What waits for a person gets one: a canary of which nobody finished. */
  private void aPersonLooks() {
    if (state.isPaused() && state.reason().startsWith("no node of the canary")) {
      feed(new Event.CancelAsked(now, "olga", "the canary said nothing"));
    }
  }
}
