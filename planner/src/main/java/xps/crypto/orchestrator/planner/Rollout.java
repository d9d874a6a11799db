package xps.crypto.orchestrator.planner;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * The rollout state machine: the simulator feeds it invented events, the runner real ones.
 *
 * <p>{@link #step} is deterministic, free of effects, and answers every event in every state. Same
 * state and event, same answer; replaying a journal gives the same state.
 *
 * <table>
 * <caption>A node's stages</caption>
 * <tr><th>from</th><th>event</th><th>to</th></tr>
 * <tr><td>waiting</td><td>its wave is open, a seat is free, and no limit and no order is against it</td><td>started</td></tr>
 * <tr><td>waiting</td><td>no connection for {@code offline.wait}</td><td>skipped or failed</td></tr>
 * <tr><td>waiting</td><td>SkipAsked</td><td>skipped</td></tr>
 * <tr><td>waiting</td><td>held up for {@code offline.wait} by nodes that are out for good</td><td>skipped</td></tr>
 * <tr><td>waiting</td><td>Known: the attempt failed on it</td><td>skipped</td></tr>
 * <tr><td>waiting</td><td>Known: it is healthy since an earlier rollout</td><td>healthy</td></tr>
 * <tr><td>skipped</td><td>Connected, once, after it wasn't there</td><td>waiting</td></tr>
 * <tr><td>started</td><td>Reported active or healthy, and runs the new digests</td><td>active</td></tr>
 * <tr><td>started</td><td>Reported refused or failed</td><td>failed</td></tr>
 * <tr><td>started, active</td><td>{@code failure_threshold} failed probes, or the deadline</td><td>rolling back, or failed</td></tr>
 * <tr><td>healthy</td><td>{@code failure_threshold} failed probes while its wave bakes</td><td>rolling back, or failed</td></tr>
 * <tr><td>started, active, healthy</td><td>Reported rolled back: the node went by itself</td><td>rolling back</td></tr>
 * <tr><td>active</td><td>{@code success_threshold} good probes that name the new digest, and Reported healthy</td><td>healthy</td></tr>
 * <tr><td>started, active, healthy</td><td>the rollout goes back</td><td>rolling back</td></tr>
 * <tr><td>rolling back</td><td>Reported refused or failed while the old version runs: it never left it</td><td>rolled back</td></tr>
 * <tr><td>rolling back</td><td>Reported rolled back, and then {@code success_threshold} good probes that don't name the new digest</td><td>rolled back</td></tr>
 * <tr><td>rolling back</td><td>Reported rollback failed, {@code failure_threshold} failed probes after it said it was back, or the deadline</td><td>needs a person</td></tr>
 * <tr><td>rolling back</td><td>Reported refused or failed while the new version runs, which this rollout didn't put there</td><td>healthy</td></tr>
 * <tr><td>failed, rolled back</td><td>Reported active or healthy: it runs the new digests after all</td><td>rolling back or needs a person</td></tr>
 * <tr><td>started, active, healthy, failed, rolled back</td><td>Reported rollback failed</td><td>needs a person</td></tr>
 * <tr><td>started, active, rolling back</td><td>SkipAsked while it has no connection</td><td>needs a person</td></tr>
 * </table>
 *
 * <p>A wave goes from waiting (others come first) to asked (guard), to open or denied (asked again
 * after {@link #ASK_AGAIN}), to baking when all its nodes are done, to passed. A no to an open wave
 * closes it: what was started goes on, the others wait; or, where the no is a {@code
 * policy_violation} by which the plan takes nodes back, what was started goes back. A wave to which
 * a node comes back late is asked about again; what was built on it stays. While a rollout is
 * paused no time runs out.
 */
public final class Rollout {
  /** How long after guard's no it is asked again. */
  static final Duration ASK_AGAIN = Duration.ofSeconds(10);

  private final RolloutState state;
  private final List<Command> commands = new ArrayList<>();

  private Rollout(RolloutState state) {
    this.state = state;
  }

  /** Begins a rollout; guard is asked about the first wave. */
  public static Step start(RolloutPlan plan, Instant at) {
    var rollout = new Rollout(new RolloutState(plan, at));
    rollout.advance();
    return rollout.done();
  }

  /**
   * The state after an event, and what is to be done. Takes over {@code state}. A tick from which
   * nothing is to be done leaves the state as it was.
   */
  public static Step step(RolloutState state, Event event) {
    var rollout = new Rollout(state);
    var before = state.now;
    if (event.at().isAfter(state.now)) {
      state.now = event.at();
    }
    if (state.mode != RolloutState.Mode.FINISHED) {
      rollout.take(event);
      rollout.advance();
    }
    if (event instanceof Event.Tick && rollout.commands.isEmpty()) {
      // Nobody keeps such a tick, so nothing may be different without it.
      state.now = before;
    }
    return rollout.done();
  }

  /** What has to be under way in this state: for a runner that has just replayed a journal. */
  public static List<Command> outstanding(RolloutState state) {
    return Outstanding.of(state);
  }

  /** Why a node is where it is, in sentences; the first is the most telling, and there is one. */
  public static List<String> why(RolloutState state, String node) {
    return new Why(state).ofNode(node);
  }

  /** The same of every node in scope, by id. */
  public static SortedMap<String, List<String>> why(RolloutState state) {
    return new Why(state).ofEverybody();
  }

  /** Why a wave isn't further, in sentences; there is one. */
  public static List<String> whyWave(RolloutState state, String wave) {
    return new Why(state).ofWave(wave);
  }

  /** When something will be so though nothing happens: a tick before that changes nothing. */
  static Optional<Instant> wakes(RolloutState state) {
    if (state.mode == RolloutState.Mode.PAUSED) {
      return Optional.empty();
    }
    var patience = state.plan.plan().offline().patience();
    var next = state.deadlines.next().orElse(Instant.MAX);
    for (var wave : state.waves) {
      if (wave.stage == WaveRun.Stage.BAKING) {
        next = earlier(next, wave.since.plus(wave.wave.bake()));
      }
      if (!wave.still.equals(Instant.MAX)) {
        next = earlier(next, wave.still.plus(patience));
      }
    }
    var deadline = state.plan.plan().deadline();
    if (deadline.isPresent() && !state.pastDeadline) {
      next = earlier(next, state.began.plus(deadline.get()).plus(state.paused));
    }
    return next.equals(Instant.MAX) ? Optional.empty() : Optional.of(next);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private Step done() {
    return new Step(state, commands);
  }

  private void take(Event event) {
    var nodes = new NodeSteps(state, commands);
    switch (event) {
      case Event.Tick _ -> {
        // While nobody lets it go on no time runs out.
        if (state.mode != RolloutState.Mode.PAUSED) {
          nodes.timeHasPassed();
        }
      }
      case Event.GateAnswered answer -> gateAnswered(answer);
      case Event.Reported report -> about(report.node(), node -> nodes.reported(node, report));
      case Event.ProbeAnswered probe -> about(probe.node(), node -> nodes.probed(node, probe));
      case Event.Connected(var _, var id) -> about(id, node -> attendance().connected(node, true));
      case Event.Disconnected(var _, var id) ->
          about(id, node -> attendance().connected(node, false));
      case Event.Known known -> about(known.node(), node -> attendance().known(node, known));
      case Event.Restarted _ -> {
        nodes.watchedAgain();
        commands.addAll(Outstanding.of(state));
      }
      case Event.PauseAsked(var _, var actor, var reason) -> pause(actor + ": " + reason);
      case Event.ResumeAsked _ -> resume();
      case Event.CancelAsked(var _, var actor, var reason) -> cancel(actor + ": " + reason);
      case Event.RollbackAsked(var _, var actor, var reason, boolean approved) -> {
        state.isBackApproved |= approved;
        new WayBack(state, commands).ofRollout(actor + ": " + reason);
      }
      case Event.SkipAsked(var _, var id, var actor, var reason) ->
          about(id, node -> attendance().skip(node, actor + ": " + reason));
    }
  }

  /** Events may be about anybody; those out of scope are none of ours. */
  private void about(String node, Consumer<NodeRun> deed) {
    state.find(node).ifPresent(deed);
  }

  private Attendance attendance() {
    return new Attendance(state, commands);
  }

  private void gateAnswered(Event.GateAnswered answer) {
    if (answer.wave() < 0 || answer.wave() >= state.waves.size()) {
      return;
    }
    var wave = state.waves.get(answer.wave());
    // An open wave can be closed again: its window may end before its last node was started.
    var closes = wave.stage == WaveRun.Stage.OPEN && !answer.allowed() && wave.waiting > 0;
    if (wave.stage != WaveRun.Stage.ASKED && !closes) {
      return;
    }
    wave.since = state.now;
    wave.stage = answer.allowed() ? WaveRun.Stage.OPEN : WaveRun.Stage.DENIED;
    wave.reasons = answer.allowed() ? List.of() : answer.reasons();
    attendance().expectThoseAway(wave);
    if (answer.allowed()) {
      announce(new Command.Note.WaveOpened(wave.wave.index()));
      return;
    }
    announce(new Command.Note.WaveWaits(wave.wave.index(), answer.reasons()));
    if (closes
        && state.mode == RolloutState.Mode.RUNNING
        && Causes.isViolation(answer.reasons(), state.plan.plan().rollback())) {
      new WayBack(state, commands)
          .afterNo(
              wave.wave.index(),
              "guard doesn't allow it any more: " + String.join("; ", answer.reasons()));
    }
  }

  private void pause(String reason) {
    if (state.mode == RolloutState.Mode.RUNNING) {
      state.mode = RolloutState.Mode.PAUSED;
      state.pausedAt = state.now;
      state.reason = reason;
      announce(new Command.Note.Paused(reason));
    }
  }

  private void resume() {
    if (state.mode == RolloutState.Mode.PAUSED) {
      state.goOn();
      announce(new Command.Note.Resumed());
    }
  }

  private void cancel(String reason) {
    if (state.mode == RolloutState.Mode.RUNNING || state.mode == RolloutState.Mode.PAUSED) {
      state.goOn();
      state.mode = RolloutState.Mode.CANCELLED;
      state.reason = reason;
      announce(new Command.Note.Halted(reason));
    }
  }

  /** Everything that follows without a further event. */
  private void advance() {
    pastDeadline();
    new WayBack(state, commands).goBackFurther();
    // First what has come to its end: it may hold the rollout.
    state.waves.forEach(this::settle);
    for (var wave : state.waves) {
      open(wave);
      start(wave);
    }
    for (var wave : state.waves) {
      wave.stands(nobodyCanGoOn(wave), state.now);
    }
    finish();
  }

  /** The rollout's own deadline only pauses it, and once: an operator decides. */
  private void pastDeadline() {
    var deadline = state.plan.plan().deadline();
    if (state.mode == RolloutState.Mode.RUNNING
        && !state.pastDeadline
        && deadline.isPresent()
        && state.now.isAfter(state.began.plus(deadline.get()).plus(state.paused))
        && state.waves.stream().anyMatch(wave -> wave.waiting > 0)) {
      state.pastDeadline = true;
      pause("the deadline of " + deadline.get().toSeconds() + " s has passed");
    }
  }

  private void open(WaveRun wave) {
    if (state.mode != RolloutState.Mode.RUNNING) {
      return;
    }
    var again =
        wave.stage == WaveRun.Stage.DENIED && !state.now.isBefore(wave.since.plus(ASK_AGAIN));
    if (again || (wave.stage == WaveRun.Stage.WAITING && allPassed(wave.wave.after()))) {
      if (wave.wave.nodes().isEmpty()) {
        wave.stage = WaveRun.Stage.PASSED;
        wave.passed = true;
        // What waited for this wave may stand before it in the list.
        state.waves.forEach(this::open);
        return;
      }
      wave.stage = WaveRun.Stage.ASKED;
      wave.since = state.now;
      commands.add(new Command.AskGuard(wave.wave.index()));
    }
  }

  private boolean allPassed(List<Integer> waves) {
    for (int index : waves) {
      if (!state.waves.get(index).passed) {
        return false;
      }
    }
    return true;
  }

  private void start(WaveRun wave) {
    if (state.mode != RolloutState.Mode.RUNNING || wave.stage != WaveRun.Stage.OPEN) {
      return;
    }
    while (!wave.ready.isEmpty() && wave.inFlight < wave.limit) {
      var line = wave.ready.getFirst();
      var next = line.next();
      if (next.isEmpty()) {
        line.standsBack();
      } else {
        line.remove(next.get());
        new NodeSteps(state, commands).start(next.get());
      }
    }
  }

  private boolean nobodyCanGoOn(WaveRun wave) {
    return wave.stage == WaveRun.Stage.OPEN
        && state.mode == RolloutState.Mode.RUNNING
        && state.inFlight == 0
        && wave.hasSomebodyWaiting();
  }

  private void settle(WaveRun wave) {
    var complete = wave.waiting == 0 && wave.inFlight == 0;
    if (!complete || state.mode == RolloutState.Mode.HALTED) {
      return;
    }
    if (wave.stage == WaveRun.Stage.OPEN && !isDoubtful(wave)) {
      wave.stage = WaveRun.Stage.BAKING;
      wave.since = state.now;
      announce(new Command.Note.WaveBakes(wave.wave.index()));
    }
    if (wave.stage == WaveRun.Stage.BAKING
        && !state.now.isBefore(wave.since.plus(wave.wave.bake()))
        && state.mode == RolloutState.Mode.RUNNING
        && !isDoubtful(wave)) {
      pass(wave);
    }
  }

  /** A wave of which nobody is healthy says nothing good about the patch: an operator decides. */
  private boolean isDoubtful(WaveRun wave) {
    if (wave.healthy > 0) {
      return false;
    }
    if (wave.wave.name().equals(Wave.CANARY)) {
      pause("no node of the canary finished: nothing is known about the patch");
      return true;
    }
    if (wave.failed > 0 && !wave.doubted) {
      // Once, and not while something else holds it: whoever lets it go on has looked.
      wave.doubted = state.mode == RolloutState.Mode.RUNNING;
      pause("no node of " + wave.wave.name() + " became healthy");
      return true;
    }
    return false;
  }

  private void pass(WaveRun wave) {
    wave.stage = WaveRun.Stage.PASSED;
    wave.passed = true;
    wave.since = state.now;
    if (!wave.wave.bake().isZero()) {
      wave.wave.nodes().forEach(node -> commands.add(new Command.StopProbing(node)));
    }
    announce(new Command.Note.WavePassed(wave.wave.index()));
    // What waited for this wave may stand before it in the list.
    state.waves.forEach(this::open);
  }

  private void finish() {
    if (!state.goingBack.isEmpty() || state.inFlight > 0) {
      return;
    }
    var ended =
        switch (state.mode) {
          case RUNNING -> state.waves.stream().allMatch(wave -> wave.stage == WaveRun.Stage.PASSED);
          case HALTED, CANCELLED -> true;
          case PAUSED, FINISHED -> false;
        };
    if (!ended) {
      return;
    }
    var result = Ending.of(state);
    state.mode = RolloutState.Mode.FINISHED;
    state.result = Optional.of(result);
    commands.add(new Command.Finish(result));
  }

  private void announce(Command.Note note) {
    commands.add(new Command.Announce(note));
  }
}
