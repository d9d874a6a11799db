package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.bind.Desired;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.bind.NodeReport;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * A machine in a world that a test arranges: every effect is carried out at once, on a clock of its
 * own, and all of them are kept.
 */
final class Rig {
  /** More steps than any story has: a machine that never comes to rest is a bug. */
  private static final int MOST_STEPS = 500;

  final Agent agent;
  final List<Effect> effects = new ArrayList<>();
  final List<NodeReport> reports = new ArrayList<>();

  /** What was to be signed beside each of them. */
  final List<Optional<Effect.Word>> words = new ArrayList<>();

  final List<Problem> complaints = new ArrayList<>();
  private final ArrayDeque<Event> events = new ArrayDeque<>();
  AgentState state;
  Instant now = Chain.NOON;

  /** What the workload runs. */
  final TreeMap<String, Sight.Seat> mapped = new TreeMap<>();

  /** What the node's own probe finds, where it is asked. */
  Optional<Problem> ill = Optional.empty();

  boolean workloadIsUp = true;
  boolean testsFail;
  boolean swapsAreRefused;

  /** Whether the workload loads what it is given, and then calls into it fail. */
  boolean callsFail;

  /** Whether the workload stays with what it has. */
  boolean swapsAreLost;

  /** How long fetching takes. */
  Duration fetching = Duration.ZERO;

  private final RigStore store;

  Rig(NodeRules rules, NodeJournal journal) {
    this(rules, journal, RigStore.NONE);
  }

  Rig(NodeRules rules, NodeJournal journal, RigStore store) {
    this.agent = new Agent(rules);
    this.state = AgentState.of(journal, false, new Sight.Dark(problem(Code.SWAP_FAILED)));
    this.store = store;
  }

  /** What effects do to a disk; by itself a rig has none. */
  interface RigStore {
    RigStore NONE = new RigStore() {};

    default void lay(long generation, SortedMap<String, Sha256> artifacts) throws IOException {}

    default void persist(NodeJournal journal) throws IOException {}

    default void point(Installation active, Optional<Installation> previous) throws IOException {}

    default void collect(Set<Long> kept) throws IOException {}

    default Optional<Problem> fetch(List<Effect.Ordered> objects) throws IOException {
      return Optional.empty();
    }
  }

  /** A node whose owner has installed this. */
  static Rig adopted(NodeRules rules, Sha256 installed) {
    return adopted(rules, installed, RigStore.NONE);
  }

  static Rig adopted(NodeRules rules, Sha256 installed, RigStore store) {
    var artifacts = new TreeMap<String, Sha256>();
    artifacts.put(Chain.SHA256, installed);
    var first =
        new Installation(1, artifacts, new Installation.Origin.Adopted(), Instant.EPOCH, true);
    var journal = NodeJournal.first(new Position.Settled(first, Optional.empty()), 1);
    var rig = new Rig(rules, journal, store);
    rig.mapped.put(Chain.SHA256, new Sight.Seat(installed, 1, 0));
    rig.happens(new Event.Started(rig.now));
    return rig;
  }

  /** Delivers something, and everything that comes of it. */
  NodeReport wants(Desired desired) {
    happens(new Event.Wanted(now, desired));
    return last();
  }

  NodeReport last() {
    return reports.getLast();
  }

  List<NodePhase> phases(long desired) {
    return reports.stream()
        .filter(report -> report.generation() == desired)
        .map(NodeReport::state)
        .toList();
  }

  /** Until the machine rests: until all that is left is an idle look. */
  void happens(Event first) {
    events.add(first);
    for (int i = 0; !events.isEmpty(); i++) {
      if (i == MOST_STEPS) {
        throw new AssertionError("the machine doesn't come to rest: " + state.work());
      }
      step(events.remove());
    }
  }

  /** Some steps, for a machine that won't come to rest: it tries again and again. */
  void fewSteps(Event first) {
    events.add(first);
    for (int i = 0; !events.isEmpty() && i < 40; i++) {
      step(events.remove());
    }
    events.clear();
  }

  /** One step; what its effects lead to waits. */
  void step(Event event) {
    var step = agent.step(state, event);
    state = step.state();
    effects.addAll(step.effects());
    for (var effect : step.effects()) {
      try {
        carryOut(effect);
      } catch (IOException e) {
        events.add(new Event.StoreFailed(now, StoreProblem.of(e, "test")));
        return;
      }
    }
  }

  private void carryOut(Effect effect) throws IOException {
    switch (effect) {
      case Effect.Report(var report, var word) -> {
        reports.add(report);
        words.add(word);
      }
      case Effect.Lay(long generation, var artifacts) -> store.lay(generation, artifacts);
      case Effect.Persist(var journal) -> store.persist(journal);
      case Effect.Point(var active, var previous) -> store.point(active, previous);
      case Effect.Complain(var problem) -> complaints.add(problem);
      case Effect.Say _, Effect.Wake _ -> {}
      case Effect.Collect(var kept) -> store.collect(kept);
      case Effect.Fetch(long deed, var objects, _) -> {
        now = now.plus(fetching);
        try {
          var problem = store.fetch(objects);
          events.add(
              problem.isPresent()
                  ? new Event.FetchFailed(now, deed, problem.get())
                  : new Event.Fetched(now, deed));
        } catch (IOException e) {
          events.add(new Event.FetchFailed(now, deed, StoreProblem.of(e, "test")));
        }
      }
      case Effect.SelfTest(long deed, _) ->
          events.add(
              testsFail
                  ? new Event.TestFailed(now, deed, problem(Code.SELFTEST_FAILED))
                  : new Event.Tested(now, deed));
      case Effect.Activate activate -> activate(activate);
      case Effect.Look(long deed, var after, _, var probe) -> {
        boolean isIdle = state.work() instanceof Work.Resting;
        if (!isIdle || after.isZero()) {
          now = now.plus(after);
          failCalls();
          events.add(new Event.Looked(now, deed, sight(), probe.flatMap(_ -> ill)));
        }
      }
    }
  }

  private void activate(Effect.Activate activate) {
    now = now.plus(activate.after());
    try {
      store.point(activate.to(), activate.previous());
    } catch (IOException e) {
      if (activate.way() != Effect.Way.BACK) {
        events.add(
            new Event.ActivationFailed(now, activate.deed(), StoreProblem.of(e, "test"), false));
        return;
      }
    }
    if (!workloadIsUp) {
      events.add(
          new Event.ActivationFailed(now, activate.deed(), problem(Code.SWAP_FAILED), false));
    } else if (swapsAreRefused) {
      events.add(
          new Event.ActivationFailed(now, activate.deed(), problem(Code.ABI_MISMATCH), true));
    } else {
      if (!swapsAreLost) {
        mapped.clear();
        activate
            .to()
            .artifacts()
            .forEach((name, sha256) ->
                mapped.put(name, new Sight.Seat(sha256, activate.to().generation(), 0)));
      }
      events.add(new Event.Activated(now, activate.deed(), sight()));
    }
  }

  private void failCalls() {
    if (callsFail) {
      mapped.replaceAll(
          (_, seat) -> new Sight.Seat(seat.sha256(), seat.generation(), seat.errors() + 1));
    }
  }

  Sight sight() {
    return workloadIsUp ? new Sight.Seen(mapped) : new Sight.Dark(problem(Code.SWAP_FAILED));
  }

  /** Looks as an idle node does. */
  void idles() {
    happens(new Event.Looked(now, state.deed(), sight()));
  }

  /** How much of the log the node has seen. */
  long seen() {
    return reports.isEmpty() ? 0 : last().checkpoint().size();
  }

  Sha256 runs() {
    return mapped.get(Chain.SHA256).sha256();
  }

  static Problem problem(Code code) {
    return Problem.of(code, "so the test wants it", "test");
  }
}
