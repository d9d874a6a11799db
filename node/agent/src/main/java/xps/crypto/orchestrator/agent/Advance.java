package xps.crypto.orchestrator.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.guard.Admission;
import xps.crypto.orchestrator.guard.ClockReading;
import xps.crypto.orchestrator.guard.Guard;

/** The way forward: checks 13 to 16, and the look at what came of it. */
final class Advance {
  private final NodeRules rules;
  private final Rest rest;
  private final Retreat retreat;

  Advance(NodeRules rules, Rest rest, Retreat retreat) {
    this.rules = rules;
    this.rest = rest;
    this.retreat = retreat;
  }

  Step fetched(AgentState state, Event.Fetched fetched) {
    if (!(state.work() instanceof Work.Fetching(var task))) {
      return Step.of(state);
    }
    var testing = state.begin(new Work.Testing(task));
    return Step.of(testing, new Effect.SelfTest(testing.deed(), Orders.newArtifacts(task)));
  }

  /** Staging has failed; what runs is untouched. */
  Step failed(AgentState state, Instant now, Problem problem) {
    return switch (state.work()) {
      case Work.Fetching(var task) -> failed(state, now, task, problem);
      case Work.Testing(var task) -> failed(state, now, task, problem);
      case Work.Resting _, Work.Activating _, Work.Confirming _, Work.Retreating _ ->
          Step.of(state);
    };
  }

  private Step failed(AgentState state, Instant now, Work.Task task, Problem problem) {
    var errand = Retreat.errand(state, task.target()).failed(problem);
    return rest.settle(state, now, errand);
  }

  /** Checks 14 and 15, and the beginning of 16. */
  Step tested(AgentState state, Event.Tested tested) {
    if (!(state.work() instanceof Work.Testing(var task))) {
      return Step.of(state);
    }
    var now = tested.now();
    var memory = state.journal().memory();
    var facts = rules.facts(state.position().artifacts());
    var clock = new ClockReading.Unmeasured(now);
    return switch (Guard.again(task.admitted(), facts, memory, rules.policy(), clock)) {
      case Admission.Refused(int check, var problems) -> {
        var errand = Retreat.errand(state, task.target()).refused(check, problems.getFirst());
        var resting = state.with(state.journal().on(errand));
        yield Step.of(resting, Reports.of(resting, rules, now, errand))
            .then(rest.look(resting, NodeRules.IDLE_LOOK));
      }
      case Admission.Admitted admitted -> enter(state, now, task, admitted);
    };
  }

  private Step enter(AgentState state, Instant now, Work.Task task, Admission.Admitted admitted) {
    var to = task.target().activatedAt(now);
    var health =
        HealthRule.of(admitted.plan(), admitted.patch().manifest().metadata().requiresRestart());
    var entering = new Position.Entering(state.position().wanted(), to, health);
    var errand = Retreat.errand(state, to).in(NodePhase.ACTIVATING);
    var journal =
        state
            .journal()
            .with(state.journal().memory().afterActivation(admitted.patch()).afterSeeing(now))
            .at(entering)
            .on(errand);
    var activating = state.with(journal).begin(new Work.Activating(now.plus(health.deadline())));
    return Step.of(
        activating,
        new Effect.Lay(to.generation(), to.artifacts()),
        new Effect.Persist(journal),
        Reports.of(activating, rules, now, errand),
        activate(activating, entering, Duration.ZERO));
  }

  /** Carries on with what the journal says was begun. */
  Step enter(AgentState state, Instant now, Position.Entering entering) {
    var activating = state.begin(new Work.Activating(now.plus(entering.health().deadline())));
    return Step.of(activating, activate(activating, entering, Duration.ZERO));
  }

  private static Effect activate(AgentState state, Position.Entering entering, Duration after) {
    return new Effect.Activate(state.deed(), after, entering.to(), entering.from());
  }

  /** Check 15 couldn't be written: then there is no 16. */
  Step notEntered(AgentState state, Instant now, Problem problem) {
    if (!(state.position() instanceof Position.Entering entering)) {
      return rest.look(state, NodeRules.IDLE_LOOK);
    }
    Position back =
        entering
            .from()
            .<Position>map(from -> new Position.Settled(from, Optional.empty()))
            .orElseGet(Position.Bare::new);
    var errand = Retreat.errand(state, entering.to()).in(NodePhase.FAILED, problem);
    return rest.settle(state.with(state.journal().at(back)), now, errand);
  }

  Step activated(AgentState state, Instant deadline, Instant now, Sight sight) {
    var errand = state.journal().errand().map(it -> it.in(NodePhase.ACTIVE));
    var active =
        state
            .with(errand.map(state.journal()::on).orElse(state.journal()))
            .with(sight)
            .begin(new Work.Confirming(now, deadline, Work.Tally.NONE));
    var told = Step.of(active, Reports.standing(active, rules, now));
    // The workload was asked after it had moved: that is the first look.
    return told.then(
        looked(active, new Work.Confirming(now, deadline, Work.Tally.NONE), now, sight));
  }

  Step activationFailed(AgentState state, Instant deadline, Event.ActivationFailed failed) {
    if (!(state.position() instanceof Position.Entering entering)) {
      return rest.look(state, NodeRules.IDLE_LOOK);
    }
    if (failed.isFinal() || !failed.now().isBefore(deadline)) {
      return retreat.decide(state, failed.now(), entering, failed.problem());
    }
    var again = state.begin(state.work());
    return Step.of(again, activate(again, entering, NodeRules.RETRY));
  }

  Step looked(AgentState state, Work.Confirming confirming, Instant now, Sight sight) {
    if (!(state.position() instanceof Position.Entering entering)) {
      return rest.look(state, NodeRules.IDLE_LOOK);
    }
    var seen = state.with(sight);
    var health = entering.health();
    var tally = tally(confirming, entering, now, sight);
    if (tally.successes() >= health.successes()) {
      return healthy(seen, now, entering);
    }
    if (tally.failures() >= health.failures()) {
      return retreat.decide(seen, now, entering, probeFailed(tally));
    }
    if (!now.isBefore(confirming.deadline())) {
      return retreat.decide(seen, now, entering, probeTimeout(health));
    }
    var looking = seen.begin(new Work.Confirming(confirming.since(), confirming.deadline(), tally));
    return Step.of(
        looking, new Effect.Look(looking.deed(), health.interval(), Rest.names(looking)));
  }

  /**
   * A workload that doesn't answer may be starting anew: that isn't a failure before time is up.
   */
  private static Work.Tally tally(
      Work.Confirming confirming, Position.Entering entering, Instant now, Sight sight) {
    var before = confirming.tally();
    var after = before.after(sight.shows(entering.to().artifacts()), sight);
    boolean isInGrace =
        now.isBefore(confirming.since().plus(entering.health().grace())) && before.successes() == 0;
    boolean counts = sight instanceof Sight.Seen && !isInGrace;
    return after.successes() > 0 || counts
        ? after
        : new Work.Tally(0, before.failures(), before.errors());
  }

  /** Looks once more; the look that was to follow was dropped. */
  Step again(AgentState state) {
    var looking = state.begin(state.work());
    return Step.of(looking, new Effect.Look(looking.deed(), NodeRules.RETRY, Rest.names(looking)));
  }

  private Step healthy(AgentState state, Instant now, Position.Entering entering) {
    var settled = new Position.Settled(entering.to().foundGood(), entering.from());
    var errand = Retreat.errand(state, entering.to()).in(NodePhase.HEALTHY);
    return rest.settle(state.with(state.journal().at(settled)), now, errand);
  }

  private static Problem probeFailed(Work.Tally tally) {
    return Problem.of(
        Code.PROBE_FAILED,
        "the workload doesn't run the new version, or calls into it fail ("
            + tally.failures()
            + " looks in a row)",
        "workload");
  }

  private static Problem probeTimeout(HealthRule health) {
    return Problem.of(
        Code.PROBE_TIMEOUT,
        "the new version wasn't seen well within " + health.deadline().toMillis() + "ms",
        "workload");
  }
}
