package xps.crypto.orchestrator.bind;

import java.time.Instant;
import java.util.List;
import xps.crypto.orchestrator.attest.StatementSignature;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.guard.Approval;
import xps.crypto.orchestrator.guard.Direction;
import xps.crypto.orchestrator.guard.Environment;
import xps.crypto.orchestrator.guard.GateResult;
import xps.crypto.orchestrator.guard.Guard;
import xps.crypto.orchestrator.guard.Permit;
import xps.crypto.orchestrator.guard.Warrant;
import xps.crypto.orchestrator.guard.WarrantDraft;

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

    /** It may go on, by this new warrant, which names that policy. */
    record Sign(Warrant warrant, Bytes policy) implements Answer {}

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
            environment.withBulletin(said.bulletin()),
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
              .filter(
                  warrant -> signatures(warrant.approvals()).equals(signatures(permit.approvals())))
              .<Answer>map(Answer.Yes::new)
              .orElseGet(() ->
                  new Answer.Sign(forward(permit, now), Canonical.bytes(said.policy().document())));
    };
  }

  private static List<StatementSignature> signatures(List<Approval> approvals) {
    return approvals.stream().map(Approval::signature).toList();
  }

  private Warrant forward(Permit permit, Instant now) {
    return WarrantDraft.forward(permit, issue(now)).sign(issuer.key(), issuer.name());
  }

  /** The order to go back, for every node of a wave. */
  Warrant back(int wave, Instant now) {
    var policy =
        course
            .orders()
            .latest(wave, Direction.FORWARD)
            .map(Warrant::policy)
            .orElseThrow(() -> new IllegalStateException("nobody of this wave was ever started"));
    return WarrantDraft.rollback(course.plan(), wave, policy, environment, issue(now))
        .sign(issuer.key(), issuer.name());
  }

  private WarrantDraft.Issue issue(Instant now) {
    return new WarrantDraft.Issue(
        rollout, course.orders().nextSequence(), now, WarrantDraft.LONGEST_LIFE);
  }

  private static List<String> texts(List<Problem> problems) {
    return problems.stream().map(problem -> problem.code() + ": " + problem.message()).toList();
  }
}
