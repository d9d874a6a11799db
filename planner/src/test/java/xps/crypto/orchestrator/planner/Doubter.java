package xps.crypto.orchestrator.planner;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Doesn't believe {@code why}: takes now and then a node that waits, takes away in a copy of the
 * state exactly what is named, and looks whether the node starts; and in other copies all but one
 * of it, and looks whether it still waits.
 */
final class Doubter implements Night.Onlooker {
  private static final int SELDOM = 8;

  /** What {@code why} names of a node that waits. */
  interface Explainer {
    /** The one that is used. */
    Explainer SOUND = (state, node) -> new Blockers(state).of(node);

    List<Blocker> blockers(RolloutState state, NodeRun node);
  }

  /** What can be wrong with it. */
  enum Fault {
    NOTHING_IS_SAID,
    WITHOUT_WHAT_IS_NAMED_IT_STILL_WAITS,
    WITH_ONE_OF_WHAT_IS_NAMED_IT_STARTS
  }

  private final Explainer explainer;
  private final SplittableRandom chance;
  private final Set<Fault> faults = EnumSet.noneOf(Fault.class);

  /** The kinds of blockers that were taken away. */
  private final Set<String> lifted = new TreeSet<>();

  private final List<String> told = new ArrayList<>();

  private Doubter(Explainer explainer, long seed) {
    this.explainer = explainer;
    this.chance = new SplittableRandom(seed);
  }

  /** Who has looked on for a night. */
  static Doubter of(long seed, Explainer explainer) {
    var doubter = new Doubter(explainer, seed);
    Night.seenBy(doubter, seed);
    return doubter;
  }

  Set<Fault> faults() {
    return faults;
  }

  Set<String> lifted() {
    return lifted;
  }

  /** For whoever looks for the reason of a fault. */
  List<String> told() {
    return told;
  }

  @Override
  public void sees(RolloutPlan plan, List<Event> journal, RolloutState state) {
    if (chance.nextInt(SELDOM) > 0) {
      return;
    }
    somethingIsSaid(state);
    var waiting = state.everybody.stream().filter(it -> it.stage == NodeStage.WAITING).toList();
    if (waiting.isEmpty()) {
      return;
    }
    var id = waiting.get(chance.nextInt(waiting.size())).id;
    var copy = new Copy(plan, List.copyOf(journal), id);
    allIsLifted(copy);
    var named = copy.blockers(copy.state());
    for (int number = 0; number < named.size(); number++) {
      if (canBeSaid(named, number, copy.state())) {
        allButOneIsLifted(copy, number);
      }
    }
  }

  private void somethingIsSaid(RolloutState state) {
    var all = new ArrayList<>(Rollout.why(state).values());
    state.waves.forEach(wave -> all.add(Rollout.whyWave(state, wave.wave.name())));
    for (var reasons : all) {
      if (reasons.isEmpty() || reasons.stream().anyMatch(String::isBlank)) {
        faults.add(Fault.NOTHING_IS_SAID);
      }
    }
  }

  /** The state as often as it is needed: a journal is all that it takes. */
  private final class Copy {
    private final RolloutPlan plan;
    private final List<Event> journal;
    private final String id;

    Copy(RolloutPlan plan, List<Event> journal, String id) {
      this.plan = plan;
      this.journal = journal;
      this.id = id;
    }

    RolloutState state() {
      var state = Rollout.start(plan, ARollout.START).state();
      journal.forEach(event -> Rollout.step(state, event));
      return state;
    }

    List<Blocker> blockers(RolloutState state) {
      return explainer.blockers(state, state.node(id));
    }
  }

  /** What is before the seats of the node's wave, and then what is about them. */
  private void allIsLifted(Copy copy) {
    var state = copy.state();
    var node = state.node(copy.id);
    for (int stretch = 0; stretch < 2; stretch++) {
      var lifting = new Lifting(state, node);
      boolean wasAtItsSeat = lifting.isAtItsSeat();
      var named = copy.blockers(state);
      if (named.isEmpty()) {
        fault(Fault.NOTHING_IS_SAID, copy, named);
      }
      named.forEach(lifting::lift);
      named.forEach(blocker -> lifted.add(blocker.getClass().getSimpleName()));
      if (lifting.isStarted()) {
        return;
      }
      if (wasAtItsSeat || !lifting.isAtItsSeat()) {
        fault(Fault.WITHOUT_WHAT_IS_NAMED_IT_STILL_WAITS, copy, named);
        return;
      }
    }
  }

  private void allButOneIsLifted(Copy copy, int kept) {
    var state = copy.state();
    var lifting = new Lifting(state, state.node(copy.id));
    var named = copy.blockers(state);
    for (int number = 0; number < named.size(); number++) {
      boolean isForOne = named.get(kept) instanceof Blocker.Turn;
      if (number != kept && isForOne && named.get(number) instanceof Blocker.Seats) {
        lifting.freeOneSeat();
      } else if (number != kept && !isTheSameNo(named.get(number), named.get(kept))) {
        lifting.lift(named.get(number));
      }
    }
    if (lifting.isStarted()) {
      fault(Fault.WITH_ONE_OF_WHAT_IS_NAMED_IT_STARTS, copy, List.of(named.get(kept)));
    }
  }

  /** Guard doesn't say yes before its last reason is gone. */
  private static boolean isTheSameNo(Blocker one, Blocker other) {
    return one instanceof Blocker.Denied && other instanceof Blocker.Denied;
  }

  /** Whether one thing alone has to keep the node from being started. */
  private static boolean canBeSaid(List<Blocker> named, int number, RolloutState state) {
    var others = new ArrayList<>(named);
    others.remove(number);
    return switch (named.get(number)) {
      case Blocker.Held _, Blocker.Late _, Blocker.Asked _, Blocker.Denied _ -> true;
      case Blocker.Away _, Blocker.Seats _ -> true;
      // Where the rollout was held, others may pass as soon as it isn't.
      case Blocker.Before(var before) ->
          state.mode == RolloutState.Mode.RUNNING && !before.wave.nodes().isEmpty();
      case Blocker.Room(var limit, var _) -> others.stream().noneMatch(it -> isRoomFor(it, limit));
      // Of one seat whoever stands before it in its line can make use.
      case Blocker.Turn turn ->
          turn.place() > 0
              && turn.own().nodes.stream().noneMatch(it -> it.sick)
              && others.stream().anyMatch(Blocker.Seats.class::isInstance);
    };
  }

  /** Whether taking the one away makes room under the limit as well. */
  private static boolean isRoomFor(Blocker lifted, Limit limit) {
    return switch (limit) {
      case Limit.After _ -> lifted instanceof Blocker.Turn;
      case Limit.Most _, Limit.Keeps _ ->
          lifted instanceof Blocker.Room(var other, var _) && !(other instanceof Limit.After);
    };
  }

  private void fault(Fault fault, Copy copy, List<Blocker> named) {
    faults.add(fault);
    told.add(
        "%s after %d events, %s: %s"
            .formatted(
                copy.id, copy.journal.size(), fault, named.stream().map(Blocker::reason).toList()));
  }
}
