package xps.crypto.orchestrator.bind;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.StatementSignature;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.guard.Approval;
import xps.crypto.orchestrator.guard.BreakGlass;
import xps.crypto.orchestrator.guard.BrokenGlass;
import xps.crypto.orchestrator.guard.Direction;
import xps.crypto.orchestrator.guard.Environment;
import xps.crypto.orchestrator.guard.GateResult;
import xps.crypto.orchestrator.guard.Guard;
import xps.crypto.orchestrator.guard.Permit;
import xps.crypto.orchestrator.guard.Warrant;
import xps.crypto.orchestrator.guard.WarrantDraft;
import xps.crypto.orchestrator.planner.Event;
import xps.crypto.orchestrator.planner.Wave;

/** Asks guard about waves, by the rules as they stand at that moment, and signs what it allows. */
final class Gatekeeper {

  private final String rollout;
  private final Course course;
  private final Environment environment;
  private final RulesInForce rules;
  private final ControlRoom.Issuer issuer;

  Gatekeeper(
      String rollout,
      Course course,
      Environment environment,
      RulesInForce rules,
      ControlRoom.Issuer issuer) {
    this.rollout = rollout;
    this.course = course;
    this.environment = environment;
    this.rules = rules;
    this.issuer = issuer;
  }

  /** What is to be done about a wave now. */
  sealed interface Answer {
    /** It may go on, by a warrant that is signed already. */
    record Yes(Warrant warrant) implements Answer {}

    /** It may go on, by this new warrant, which names that policy and may stand on broken glass. */
    record Sign(Warrant warrant, Bytes policy, Optional<BrokenGlass> glass) implements Answer {}

    /** It may go on then: every honest node would say that it is too early. */
    record Later(Instant when) implements Answer {}

    record No(List<String> reasons) implements Answer {
      public No {
        reasons = List.copyOf(reasons);
      }
    }
  }

  Answer ask(int wave, Instant now) {
    return switch (rules.read()) {
      case Outcome.Refused<RulesInForce.Rules>(var problems) -> new Answer.No(texts(problems));
      case Outcome.Ok<RulesInForce.Rules>(var said, _) -> answer(said, wave, now);
    };
  }

  private Answer answer(RulesInForce.Rules said, int wave, Instant now) {
    var result =
        Guard.evaluate(
            said.policy(),
            course.plan(),
            wave,
            said.approvals(),
            environment.withBulletin(said.bulletin()).withBreakGlass(said.breakGlass()),
            now);
    return switch (result) {
      case GateResult.Denied(var problems, _) -> new Answer.No(texts(problems));
      case GateResult.Allowed _ when course.receipts().lack(wave).isPresent() ->
          new Answer.No(List.of(course.receipts().lack(wave).get()));
      case GateResult.Allowed(var permit, _) when now.isBefore(permit.earliestStart()) ->
          new Answer.Later(permit.earliestStart());
      case GateResult.Allowed(var permit, _) ->
          course
              .orders()
              .alive(wave, Direction.FORWARD, now)
              .filter(warrant -> standsOnTheSame(warrant, permit))
              .<Answer>map(Answer.Yes::new)
              .orElseGet(() ->
                  new Answer.Sign(
                      forward(permit, now),
                      Canonical.bytes(said.policy().document()),
                      permit.brokenGlass()));
    };
  }

  private static boolean standsOnTheSame(Warrant warrant, Permit permit) {
    var claim = permit.brokenGlass().map(BrokenGlass::claim);
    return signatures(warrant.approvals()).equals(signatures(permit.approvals()))
        && warrant.breakGlass().map(BreakGlass::digest).equals(claim.map(BreakGlass::digest));
  }

  private static List<StatementSignature> signatures(List<Approval> approvals) {
    return approvals.stream().map(Approval::signature).toList();
  }

  private Warrant forward(Permit permit, Instant now) {
    return WarrantDraft.forward(permit, issue(now)).sign(issuer.key(), issuer.name());
  }

  /** That an operator wants everything back; and whether a quorum has approved it, too. */
  Event.RollbackAsked asked(Wish wish, Instant at, Instant now) {
    return new Event.RollbackAsked(at, wish.actor(), wish.reason(), isWayBackApproved(now));
  }

  /** Of every wave that was started: half a way back would be none. */
  private boolean isWayBackApproved(Instant now) {
    var started =
        course.plan().waves().stream()
            .map(Wave::index)
            .filter(wave -> course.orders().latest(wave, Direction.FORWARD).isPresent())
            .toList();
    return !started.isEmpty()
        && started.stream().allMatch(wave -> permittedBack(wave, now).isPresent());
  }

  /**
   * The order to go back.
   *
   * @param policy that permitted it at full strength; nothing where no approvals say so
   */
  record Back(Warrant warrant, Optional<Bytes> policy) {}

  /** The order to go back, for every node of a wave: as strong as it can be had. */
  Back back(int wave, Instant now) {
    var policy =
        course
            .orders()
            .latest(wave, Direction.FORWARD)
            .map(Warrant::policy)
            .orElseThrow(() -> new IllegalStateException("nobody of this wave was ever started"));
    var permitted = permittedBack(wave, now);
    var draft =
        permitted
            .map(back -> WarrantDraft.back(back.permit(), issue(now)))
            .orElseGet(
                () -> WarrantDraft.rollback(course.plan(), wave, policy, environment, issue(now)));
    return new Back(draft.sign(issuer.key(), issuer.name()), permitted.map(PermittedBack::policy));
  }

  private record PermittedBack(Permit permit, Bytes policy) {}

  /** A no holds nobody up: within the horizon going back needs no permit. */
  private Optional<PermittedBack> permittedBack(int wave, Instant now) {
    if (!(rules.read() instanceof Outcome.Ok<RulesInForce.Rules>(var said, _))
        || said.approvals().stream().noneMatch(it -> it.direction() == Direction.ROLLBACK)) {
      return Optional.empty();
    }
    var there = environment.withBulletin(said.bulletin());
    var result =
        Guard.evaluateBack(said.policy(), course.plan(), wave, said.approvals(), there, now);
    return result instanceof GateResult.Allowed(var permit, _)
        ? Optional.of(new PermittedBack(permit, Canonical.bytes(said.policy().document())))
        : Optional.empty();
  }

  private WarrantDraft.Issue issue(Instant now) {
    return new WarrantDraft.Issue(
        rollout, course.orders().nextSequence(), now, WarrantDraft.LONGEST_LIFE);
  }

  private static List<String> texts(List<Problem> problems) {
    return problems.stream().map(problem -> problem.code() + ": " + problem.message()).toList();
  }
}
