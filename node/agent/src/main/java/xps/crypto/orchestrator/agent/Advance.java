package xps.crypto.orchestrator.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.guard.Admission;
import xps.crypto.orchestrator.guard.Guard;
import xps.crypto.orchestrator.guard.NodeMemory;
import xps.crypto.orchestrator.guard.Warrant;

/** The way forward: checks 13 to 16, and the look at what came of it. */
final class Advance {
  private static final int LAST_CHECK = 14;

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
  Step failed(AgentState state, Instant now, int check, Problem problem) {
    return switch (state.work()) {
      case Work.Fetching _, Work.Testing _, Work.Checking _ ->
          rest.settle(state, now, Retreat.errand(state).failed(check, problem));
      case Work.Resting _, Work.Activating _, Work.Confirming _, Work.Retreating _ ->
          Step.of(state);
    };
  }

  /** Checks 14 and 15, and the beginning of 16. */
  Step tested(AgentState state, Event.Tested tested) {
    if (!(state.work() instanceof Work.Testing(var task))) {
      return Step.of(state);
    }
    var now = tested.now();
    var memory = state.journal().memory();
    var facts = rules.facts(state.position().artifacts());
    var clock = state.clockAt(now);
    if (isOvertaken(memory, task.admitted().warrant())) {
      return refuse(state, now, LAST_CHECK, overtaken());
    }
    return switch (Guard.again(
        task.admitted(), facts, memory, rules.trust(), rules.policy(), clock)) {
      case Admission.Refused(int check, var problems) ->
          refuse(state, now, check, problems.getFirst());
      case Admission.Admitted admitted -> enter(state, now, task, admitted);
    };
  }

  private Step refuse(AgentState state, Instant now, int check, Problem problem) {
    var errand = Retreat.errand(state).refused(check, problem);
    var resting = state.with(state.journal().on(errand));
    return Step.of(resting, Reports.of(resting, rules, now, errand))
        .then(rest.look(resting, NodeRules.IDLE_LOOK));
  }

  /** A later warrant of the same rollout was followed since this one was admitted. */
  private static boolean isOvertaken(NodeMemory memory, Warrant warrant) {
    return memory
        .order(warrant.rollout())
        .filter(order -> order.sequence() > warrant.sequence())
        .isPresent();
  }

  private static Problem overtaken() {
    return new Problem(
        Code.WARRANT_REPLAYED,
        "a later warrant of this rollout was followed while this one was staged",
        "warrant.sequence",
        "have the orchestrator issue a new warrant if this node is still to get the patch");
  }

  private Step enter(AgentState state, Instant now, Work.Task task, Admission.Admitted admitted) {
    var to = task.target().activatedAt(now);
    var health =
        rules.health(admitted.plan(), admitted.patch().manifest().metadata().requiresRestart());
    var entering = new Position.Entering(state.position().wanted(), to, health);
    var errand = Retreat.errand(state).standingOn(admitted).in(NodePhase.ACTIVATING);
    var marked = state.journal().memory().afterActivation(admitted.patch()).afterSeeing(now);
    var memory = entering.from().map(left -> retreat.spent(marked, left)).orElse(marked);
    var journal = state.journal().with(memory).at(entering).on(errand);
    var work = new Work.Activating(now.plus(health.deadline()), Optional.of(state.journal()));
    var activating = state.with(journal).begin(work);
    return Step.of(
        activating,
        new Effect.Lay(to.generation(), to.artifacts()),
        new Effect.Persist(journal),
        new Effect.Wake(work.deadline()),
        Reports.of(activating, rules, now, errand),
        activate(activating, entering, Duration.ZERO));
  }

  /** Carries on with what the journal says was begun. */
  Step enter(AgentState state, Instant now, Position.Entering entering) {
    var deadline = now.plus(entering.health().deadline());
    var activating = state.begin(new Work.Activating(deadline, Optional.empty()));
    return Step.of(
        activating, new Effect.Wake(deadline), activate(activating, entering, Duration.ZERO));
  }

  private static Effect activate(AgentState state, Position.Entering entering, Duration after) {
    return new Effect.Activate(
        state.deed(), after, entering.to(), entering.from(), Effect.Way.FORWARD);
  }

  /** Check 15 couldn't be written: then there is no 16, and nothing was spent or left. */
  Step notEntered(AgentState state, Work.Activating activating, Instant now, Problem problem) {
    if (activating.before().isEmpty()) {
      return Step.of(state);
    }
    var before = activating.before().get();
    var memory = state.journal().memory().unmarked(before.memory());
    var errand = Retreat.errand(state).failed(Errand.MARKS_CHECK, problem);
    return rest.settle(state.with(before.with(memory)), now, errand);
  }

  Step activated(AgentState state, Instant deadline, Instant now, Sight sight) {
    var errand = state.journal().errand().map(it -> it.in(NodePhase.ACTIVE));
    var looks = new Work.Confirming(now, deadline, tally(state.position()));
    var active =
        state
            .with(errand.map(state.journal()::on).orElse(state.journal()))
            .with(sight)
            .begin(looks);
    var told = Step.of(active, Reports.standing(active, rules, now));
    if (state.position() instanceof Position.Entering entering
        && entering.health().probe().isPresent()) {
      return told.then(
          Step.of(
              active,
              new Effect.Look(
                  active.deed(), Duration.ZERO, Rest.names(active), entering.health().probe())));
    }
    // The workload was asked after it had moved: that is the first look.
    return told.then(looked(active, looks, new Event.Looked(now, active.deed(), sight)));
  }

  private static Work.Tally tally(Position position) {
    return position instanceof Position.Entering(var from, var to, _)
        ? Work.Tally.of(to, from)
        : Work.Tally.NONE;
  }

  Step activationFailed(AgentState state, Instant deadline, Event.ActivationFailed failed) {
    if (!(state.position() instanceof Position.Entering entering)) {
      return rest.look(state, NodeRules.IDLE_LOOK);
    }
    if (failed.isFinal() || !failed.now().isBefore(deadline)) {
      return retreat.decide(state, failed.now(), entering, failed.problem());
    }
    var again = state.begin(new Work.Activating(deadline, Optional.empty()));
    return Step.of(again, activate(again, entering, NodeRules.RETRY));
  }

  /** Nobody answers any more, and nothing says that it is well. */
  Step tooLate(AgentState state, Instant now) {
    return state.position() instanceof Position.Entering entering
        ? retreat.decide(state, now, entering, entering.health().timeout(Optional.empty()))
        : rest.look(state, NodeRules.IDLE_LOOK);
  }

  Step looked(AgentState state, Work.Confirming confirming, Event.Looked looked) {
    if (!(state.position() instanceof Position.Entering entering)) {
      return rest.look(state, NodeRules.IDLE_LOOK);
    }
    var now = looked.now();
    var seen = state.with(looked.sight());
    var health = entering.health();
    var tally = confirming.after(entering.to().artifacts(), health, looked);
    if (confirming.isHealthy(tally, health, now)) {
      return healthy(seen, now, entering);
    }
    if (tally.failures() >= health.failures()) {
      return retreat.decide(seen, now, entering, tally.problem(looked.ill()));
    }
    if (!now.isBefore(confirming.deadline())) {
      return retreat.decide(seen, now, entering, health.timeout(looked.ill()));
    }
    var looking = seen.begin(confirming.with(tally));
    return Step.of(
        looking,
        new Effect.Look(looking.deed(), health.interval(), Rest.names(looking), health.probe()));
  }

  /** Looks once more; the look that was to follow was dropped. */
  Step again(AgentState state) {
    var looking = state.begin(state.work());
    var probe =
        state.position() instanceof Position.Entering entering
            ? entering.health().probe()
            : Optional.<OwnProbe>empty();
    return Step.of(
        looking, new Effect.Look(looking.deed(), NodeRules.RETRY, Rest.names(looking), probe));
  }

  private Step healthy(AgentState state, Instant now, Position.Entering entering) {
    var settled = new Position.Settled(entering.to().foundGood(), entering.from());
    var errand = Retreat.errand(state).in(NodePhase.HEALTHY);
    return rest.settle(state.with(state.journal().at(settled)), now, errand);
  }
}
