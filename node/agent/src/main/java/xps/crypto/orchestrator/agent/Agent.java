package xps.crypto.orchestrator.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import xps.crypto.orchestrator.bind.Desired;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.guard.Direction;

/**
 * The agent's machine: what a node does about what happens. The same state and event always give
 * the same step; files, sockets, processes and clocks are the shell's.
 *
 * <p>The checks of NODE.md, in their order, and where they stand here:
 *
 * <table>
 * <caption>work · event · what follows</caption>
 * <tr><td>Resting, Fetching, Testing, Checking</td><td>Wanted forward</td><td>checks 1–11 ({@link
 *     xps.crypto.orchestrator.guard.Guard#admit}); refused: reported, nothing changes; admitted:
 *     12 persist, then Fetching</td></tr>
 * <tr><td>Checking</td><td>Looked</td><td>all of it runs already: enough good looks: Resting, {@code
 *     healthy}; enough bad ones or the deadline: Resting, {@code failed}</td></tr>
 * <tr><td>Fetching</td><td>Fetched · FetchFailed</td><td>Testing · Resting, {@code failed}</td></tr>
 * <tr><td>Testing</td><td>Tested · TestFailed</td><td>14, 15, then Activating (16) · Resting,
 *     {@code failed}</td></tr>
 * <tr><td>Activating</td><td>Activated · ActivationFailed</td><td>Confirming · again until the
 *     deadline, then Retreating</td></tr>
 * <tr><td>Confirming</td><td>Looked</td><td>enough good looks: Resting, {@code healthy}; enough bad
 *     ones or the deadline: Retreating</td></tr>
 * <tr><td>Retreating</td><td>Activated · ActivationFailed</td><td>Resting, {@code rolled_back} ·
 *     again until the deadline, then Resting, {@code rollback_failed}</td></tr>
 * <tr><td>Resting, Fetching, Testing, Checking, Confirming</td><td>Wanted back</td><td>{@link
 *     xps.crypto.orchestrator.guard.Guard#admitRollback}; refused: reported, nothing changes;
 *     admitted: persist, Retreating; from what is only fetched or tested: persist, Resting; from
 *     what never ran here: persist, and the work goes on</td></tr>
 * <tr><td>Activating, Confirming, Retreating</td><td>Wanted</td><td>waits until it can be
 *     judged; the last one only</td></tr>
 * <tr><td>any</td><td>Wanted, with the warrant that is handled or was</td><td>its phase is
 *     reported</td></tr>
 * <tr><td>Resting</td><td>Looked</td><td>what was started anew or changed behind the agent's back
 *     is put right, if the policy says so; a way back that came to nothing is tried
 *     again</td></tr>
 * <tr><td>any</td><td>Started</td><td>carries on from the journal's {@link Position}</td></tr>
 * <tr><td>any</td><td>ClockRead</td><td>everything is judged by that clock</td></tr>
 * <tr><td>any</td><td>Informed</td><td>remembers the newest bulletin that counts, and the highest
 *     numbers of revocation lists</td></tr>
 * <tr><td>Checking, Activating, Confirming, Retreating</td><td>Due</td><td>as an answer would be
 *     that comes at the deadline: whoever hangs holds up nothing</td></tr>
 * <tr><td>any</td><td>StoreFailed</td><td>before 16: Resting, {@code failed}; on the way back:
 *     goes on</td></tr>
 * </table>
 *
 * <p>Every event is answered in every state: an answer to a deed that is over changes nothing.
 */
final class Agent {
  private final NodeRules rules;
  private final Orders orders;
  private final Advance advance;
  private final Retreat retreat;
  private final Rest rest;
  private final AlreadyThere standing;
  private final Briefing briefing;

  Agent(NodeRules rules) {
    this.rules = rules;
    this.rest = new Rest(rules);
    this.retreat = new Retreat(rules, rest);
    this.advance = new Advance(rules, rest, retreat);
    this.briefing = new Briefing(rules);
    this.standing = new AlreadyThere(rules, rest);
    this.orders = new Orders(rules, rest, standing, new OrdersBack(rules, rest, retreat));
  }

  /** What follows from an event. */
  Step step(AgentState state, Event event) {
    var step = answer(state, event);
    var waiting = step.state().waiting();
    if (waiting.isEmpty() || !canJudge(step.state(), waiting.get())) {
      return step;
    }
    var ready = step.state().waitingFor(Optional.empty());
    return step.then(orders.judge(ready, event.now(), waiting.get()));
  }

  private Step answer(AgentState state, Event event) {
    return switch (event) {
      case Event.Informed(var now, var bulletin) -> briefing.informed(state, now, bulletin);
      case Event.ClockRead(var reading) -> Step.of(state.timed(reading));
      case Event.Started(var now) -> started(state, now);
      case Event.Connected(var now) -> Step.of(state, Reports.standing(state, rules, now));
      case Event.Wanted(var now, var desired) -> wanted(state, now, desired);
      case Event.Unreadable(var now, var problem) ->
          Step.of(state, Reports.unreadable(state, rules, now, problem));
      case Event.Due(var now) -> due(state, now);
      case Event.StoreFailed(var now, var problem) -> storeFailed(state, now, problem);
      case Event.Fetched(_, long deed) when deed != state.deed() -> Step.of(state);
      case Event.FetchFailed(_, long deed, _) when deed != state.deed() -> Step.of(state);
      case Event.Tested(_, long deed) when deed != state.deed() -> Step.of(state);
      case Event.TestFailed(_, long deed, _) when deed != state.deed() -> Step.of(state);
      case Event.Activated(_, long deed, _) when deed != state.deed() -> Step.of(state);
      case Event.ActivationFailed(_, long deed, _, _) when deed != state.deed() -> Step.of(state);
      case Event.Looked(_, long deed, _, _) when deed != state.deed() -> Step.of(state);
      case Event.Fetched fetched -> advance.fetched(state, fetched);
      case Event.FetchFailed(var now, _, var problem) ->
          advance.failed(state, now, Errand.STAGING_CHECK, problem);
      case Event.Tested tested -> advance.tested(state, tested);
      case Event.TestFailed(var now, _, var problem) ->
          advance.failed(state, now, Errand.STAGING_CHECK, problem);
      case Event.Activated activated -> activated(state, activated);
      case Event.ActivationFailed failed -> activationFailed(state, failed);
      case Event.Looked looked -> looked(state, looked);
    };
  }

  /** What was begun and not finished is done again: each deed may be done twice. */
  private Step started(AgentState state, Instant now) {
    if (state.restored()) {
      return Step.of(state, new Effect.Persist(state.journal()))
          .then(rest.look(state, Duration.ZERO));
    }
    return switch (state.position()) {
      // What isn't as it should be is put right after a look.
      case Position.Bare _ -> rest.look(state, Duration.ZERO);
      case Position.Settled _ -> rest.begin(state);
      case Position.Entering entering -> advance.enter(state, now, entering);
      case Position.Leaving leaving -> retreat.leave(state, now, leaving);
    };
  }

  private Step wanted(AgentState state, Instant now, Desired desired) {
    // What waited is what was wanted before this.
    return orders.isKnown(state, desired) || canJudge(state, desired)
        ? orders.judge(state.waitingFor(Optional.empty()), now, desired)
        : Step.of(state.waitingFor(Optional.of(desired)));
  }

  private static boolean canJudge(AgentState state, Desired desired) {
    boolean isBack = desired.direction() == Direction.ROLLBACK;
    return switch (state.work()) {
      // A way back that is still open has to end before another: it may be the same.
      case Work.Resting _, Work.Fetching _, Work.Testing _, Work.Checking _ ->
          !isBack || !(state.position() instanceof Position.Leaving);
      case Work.Confirming _ -> isBack;
      case Work.Activating _, Work.Retreating _ -> false;
    };
  }

  private Step activated(AgentState state, Event.Activated activated) {
    return switch (state.work()) {
      case Work.Activating(var deadline, _) ->
          advance.activated(state, deadline, activated.now(), activated.sight());
      case Work.Retreating retreating ->
          retreat.activated(state, retreating, activated.now(), activated.sight());
      case Work.Resting _ -> rest.activated(state, activated.now(), activated.sight());
      case Work.Fetching _, Work.Testing _, Work.Checking _, Work.Confirming _ -> Step.of(state);
    };
  }

  private Step activationFailed(AgentState state, Event.ActivationFailed failed) {
    return switch (state.work()) {
      case Work.Activating(var deadline, _) -> advance.activationFailed(state, deadline, failed);
      case Work.Retreating retreating -> retreat.failed(state, retreating, failed.now());
      case Work.Resting _ -> rest.notRestored(state, failed.problem());
      case Work.Fetching _, Work.Testing _, Work.Checking _, Work.Confirming _ -> Step.of(state);
    };
  }

  private Step looked(AgentState state, Event.Looked looked) {
    return switch (state.work()) {
      case Work.Confirming confirming -> advance.looked(state, confirming, looked);
      case Work.Checking checking -> standing.looked(state, checking, looked);
      case Work.Resting _ ->
          state.position() instanceof Position.Leaving leaving && !state.restored()
              ? retreat.looked(state, leaving, looked)
              : rest.looked(state, looked.now(), looked.sight());
      case Work.Fetching _, Work.Testing _, Work.Activating _, Work.Retreating _ -> Step.of(state);
    };
  }

  private Step due(AgentState state, Instant now) {
    var deadline = deadline(state.work());
    if (deadline.isEmpty()) {
      return Step.of(state);
    }
    if (now.isBefore(deadline.get())) {
      return Step.of(state, new Effect.Wake(deadline.get()));
    }
    return switch (state.work()) {
      case Work.Activating _, Work.Confirming _ -> advance.tooLate(state, now);
      case Work.Checking checking -> standing.tooLate(state, checking, now);
      case Work.Retreating retreating -> retreat.failed(state, retreating, now);
      case Work.Resting _, Work.Fetching _, Work.Testing _ -> Step.of(state);
    };
  }

  private static Optional<Instant> deadline(Work work) {
    return switch (work) {
      case Work.Activating(var deadline, _) -> Optional.of(deadline);
      case Work.Confirming confirming -> Optional.of(confirming.deadline());
      case Work.Checking checking -> Optional.of(checking.looks().deadline());
      case Work.Retreating retreating when !retreating.isLate() ->
          Optional.of(retreating.deadline());
      case Work.Retreating _, Work.Resting _, Work.Fetching _, Work.Testing _ -> Optional.empty();
    };
  }

  private Step storeFailed(AgentState state, Instant now, Problem problem) {
    return switch (state.work()) {
      case Work.Fetching _, Work.Testing _, Work.Checking _ ->
          advance.failed(state, now, Errand.MEMORY_CHECK, problem);
      case Work.Activating activating -> advance.notEntered(state, activating, now, problem);
      case Work.Retreating retreating -> retreat.failed(state, retreating, now);
      case Work.Confirming _ -> advance.again(state);
      case Work.Resting _ -> rest.notSaved(state, now);
    };
  }
}
