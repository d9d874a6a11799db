package xps.crypto.orchestrator.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import xps.crypto.orchestrator.bind.NodePhase;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.guard.Admission;

/**
 * An order whose artifacts are all active already. Nothing is swapped, and what runs stays what it
 * is: its generation, by what it came, since when, and what lies behind it.
 */
final class AlreadyThere {
  private final NodeRules rules;
  private final Rest rest;

  AlreadyThere(NodeRules rules, Rest rest) {
    this.rules = rules;
    this.rest = rest;
  }

  /** Looks at the workload as after an activation: the journal alone doesn't make it healthy. */
  Step check(AgentState accepted, Instant now, Admission.Admitted admitted) {
    var health =
        rules.health(admitted.plan(), admitted.patch().manifest().metadata().requiresRestart());
    var looks = new Work.Confirming(now, now.plus(health.deadline()), Work.Tally.NONE);
    var checking = accepted.begin(new Work.Checking(admitted, health, looks));
    return Step.of(
        checking,
        new Effect.Persist(checking.journal()),
        new Effect.Wake(looks.deadline()),
        look(checking, health, Duration.ZERO));
  }

  /** Nobody has answered in time. */
  Step tooLate(AgentState state, Work.Checking checking, Instant now) {
    return late(state, checking.health().timeout(Optional.empty()), now);
  }

  private Step late(AgentState state, Problem why, Instant now) {
    return rest.settle(state, now, Retreat.errand(state).in(NodePhase.FAILED, why));
  }

  Step looked(AgentState state, Work.Checking checking, Event.Looked looked) {
    var now = looked.now();
    var seen = state.with(looked.sight());
    var health = checking.health();
    var tally = checking.looks().after(seen.position().artifacts(), health, looked);
    if (checking.looks().isHealthy(tally, health, now)) {
      return healthy(seen, checking, now);
    }
    if (tally.failures() >= health.failures()) {
      return late(seen, tally.problem(looked.ill()), now);
    }
    if (!now.isBefore(checking.looks().deadline())) {
      return late(seen, health.timeout(looked.ill()), now);
    }
    var again = new Work.Checking(checking.admitted(), health, checking.looks().with(tally));
    var looking = seen.begin(again);
    return Step.of(looking, look(looking, health, health.interval()));
  }

  /** The patch's versions run here: older ones are refused from now on. */
  private Step healthy(AgentState seen, Work.Checking checking, Instant now) {
    var memory =
        seen.journal().memory().afterActivation(checking.admitted().patch()).afterSeeing(now);
    var errand = Retreat.errand(seen).in(NodePhase.HEALTHY);
    return rest.settle(seen.with(seen.journal().with(memory)), now, errand);
  }

  private static Effect look(AgentState state, HealthRule health, Duration after) {
    return new Effect.Look(state.deed(), after, Rest.names(state), health.probe());
  }
}
