package xps.crypto.orchestrator.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.SignedPatch;
import xps.crypto.orchestrator.audit.VerifiedRecord;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;

/**
 * The node's checks of a warrant to go back. Within the horizon those that need no trusted clock,
 * and the node's own rules; after it all that a forward warrant is asked, by approvals that say
 * {@code rollback}.
 */
final class RollbackChecks {
  private final Warrant warrant;
  private final NodeView node;
  private final Policy policy;
  private final Serving serving;

  private RollbackChecks(Warrant warrant, NodeView node, Policy policy, Serving serving) {
    this.warrant = warrant;
    this.node = node;
    this.policy = policy;
    this.serving = serving;
  }

  static RollbackAdmission admit(Bytes envelope, NodeView node, Policy policy, Serving serving) {
    return switch (Envelope.parseRollback(envelope)) {
      case Outcome.Refused<Warrant>(var problems) -> new RollbackAdmission.Refused(1, problems);
      case Outcome.Ok<Warrant>(var warrant, _) ->
          new RollbackChecks(warrant, node, policy, serving).run(envelope);
    };
  }

  private RollbackAdmission run(Bytes envelope) {
    if (!isCommitted() || Envelope.isBare(envelope)) {
      return withinHorizon();
    }
    return switch (Claim.parse(envelope)) {
      case Outcome.Refused<Claim>(var problems) -> new RollbackAdmission.Refused(1, problems);
      case Outcome.Ok<Claim>(var claim, _) -> afterHorizon(claim);
    };
  }

  private RollbackAdmission withinHorizon() {
    return first(
            new Check(4, () -> Issuer.checkWithoutClock(warrant, node)),
            new Check(5, this::kindAndDates),
            new Check(6, () -> node.sequence(warrant)),
            new Check(7, this::body),
            new Check(8, this::wayBack),
            new Check(8, this::horizon))
        .orElseGet(() -> new OrderedBack(warrant, node.isRedelivery(warrant)));
  }

  /**
   * Full strength: checks 1 to 11 but for those that keep a node from something new. What is left
   * may be denied or older than its manifest's end, and nobody waits for a canary to go back.
   */
  private RollbackAdmission afterHorizon(Claim claim) {
    var failed =
        first(
            new Check(2, () -> NodeView.clock(node.facts(), node.memory(), node.clock())),
            new Check(3, () -> ForwardChecks.documents(node, policy, NodeNews.of(node))),
            new Check(4, () -> Issuer.check(warrant, node)),
            new Check(5, this::kindAndTrustedDates),
            new Check(6, () -> node.sequence(warrant)),
            new Check(7, this::body));
    if (failed.isPresent()) {
      return failed.get();
    }
    return switch (node.attestLeft(claim.manifest())) {
      case Outcome.Refused<SignedPatch>(var problems) -> new RollbackAdmission.Refused(7, problems);
      case Outcome.Ok<SignedPatch>(var patch, _) -> approved(claim, patch);
    };
  }

  private RollbackAdmission approved(Claim claim, SignedPatch patch) {
    var failed =
        first(
            new Check(7, () -> claim.matches(patch, node.facts())),
            new Check(8, this::wayBack),
            new Check(9, () -> claim.place(node.facts())),
            new Check(10, () -> gate(claim, patch)));
    if (failed.isPresent()) {
      return failed.get();
    }
    if (!node.facts().required().contains(NodeFacts.Demand.LOG)) {
      return ordered(claim, Optional.empty());
    }
    return switch (LogCheck.of(claim.envelope(), node)) {
      case Outcome.Refused<VerifiedRecord>(var problems) ->
          new RollbackAdmission.Refused(11, problems);
      case Outcome.Ok<VerifiedRecord>(var record, _) -> ordered(claim, Optional.of(record));
    };
  }

  private List<Problem> gate(Claim claim, SignedPatch patch) {
    var waves = claim.envelope().waves();
    var asked = Case.onNode(warrant, patch, claim.plan(), waves, node, policy);
    return Gate.onNode(asked, warrant.approvals(), node.facts().labelsWithRole()).problems();
  }

  private RollbackAdmission ordered(Claim claim, Optional<VerifiedRecord> record) {
    return new OrderedBack(
        warrant,
        node.isRedelivery(warrant),
        record.map(LogCheck::seen),
        Optional.of(claim.latestSeen(record, node.now())));
  }

  private static Optional<RollbackAdmission> first(Check... checks) {
    return Check.first(RollbackAdmission.Refused::new, checks);
  }

  /** What is over by the time floor is over; a clock that may be wrong says nothing here. */
  private List<Problem> kindAndDates() {
    var problems = new ArrayList<>(node.kind(warrant, Direction.ROLLBACK));
    var life = Duration.between(warrant.notBefore(), warrant.expires());
    if (problems.isEmpty()
        && (life.compareTo(WarrantDraft.LONGEST_LIFE) > 0
            || !node.memory().timeFloor().isBefore(warrant.expires()))) {
      return NodeView.refuse(
          Code.WARRANT_EXPIRED,
          "the warrant held until " + Grammar.time(warrant.expires()) + ", or for too long",
          "warrant.expires");
    }
    return problems;
  }

  private List<Problem> kindAndTrustedDates() {
    var problems = node.kind(warrant, Direction.ROLLBACK);
    return problems.isEmpty() ? NodeView.dates(warrant, node.now(), node.clockError()) : problems;
  }

  private List<Problem> body() {
    boolean isMine =
        warrant.from().equals(Optional.of(serving.body()))
            && warrant.patch().body().equals(serving.body())
            && warrant.attempt() == serving.attempt();
    return isMine
        ? List.of()
        : NodeView.refuse(
            Code.WARRANT_INVALID,
            "the warrant is about leaving another patch or attempt than the one that runs here",
            "warrant.from");
  }

  private List<Problem> wayBack() {
    return switch (serving.previous()) {
      case HEALTHY -> List.of();
      case NONE ->
          NodeView.refuse(
              Code.WARRANT_INVALID,
              "there is no earlier generation that was healthy, or this node has gone back to it"
                  + " once",
              "warrant.direction");
      case DENIED ->
          NodeView.refuse(
              Code.DENIED, "what ran here before is denied by a bulletin", "warrant.direction");
    };
  }

  private List<Problem> horizon() {
    return isCommitted()
        ? List.of(
            new Problem(
                Code.WARRANT_INVALID,
                "the horizon for going back ended at "
                    + Grammar.time(end())
                    + ", and the patch is committed",
                "warrant.direction",
                "have a quorum approve with xps approve --rollback, or sign the earlier content"
                    + " under a higher version and roll that out"))
        : List.of();
  }

  private Instant end() {
    return serving.activated().plus(serving.horizon());
  }

  /** A clock that was turned back reopens nothing. */
  private boolean isCommitted() {
    var floor = node.memory().timeFloor();
    var latest = node.now().isBefore(floor) ? floor : node.now();
    return !latest.isBefore(end());
  }
}
