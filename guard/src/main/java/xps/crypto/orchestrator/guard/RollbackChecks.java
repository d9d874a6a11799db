package xps.crypto.orchestrator.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;

/**
 * The node's checks of a warrant to go back: those that need no trusted clock, and its own rules.
 */
final class RollbackChecks {
  private final Warrant warrant;
  private final NodeView node;
  private final Serving serving;

  private RollbackChecks(Warrant warrant, NodeView node, Serving serving) {
    this.warrant = warrant;
    this.node = node;
    this.serving = serving;
  }

  static RollbackAdmission admit(Bytes envelope, NodeView node, Serving serving) {
    return switch (Envelope.parseRollback(envelope)) {
      case Outcome.Refused<Warrant>(var problems) -> new RollbackAdmission.Refused(1, problems);
      case Outcome.Ok<Warrant>(var warrant, _) -> new RollbackChecks(warrant, node, serving).run();
    };
  }

  private RollbackAdmission run() {
    return failed(4, () -> Issuer.checkWithoutClock(warrant, node))
        .or(() -> failed(5, this::kindAndDates))
        .or(() -> failed(6, () -> node.sequence(warrant)))
        .or(() -> failed(7, this::body))
        .or(() -> failed(8, this::wayBack))
        .orElseGet(() -> new OrderedBack(warrant, node.isRedelivery(warrant)));
  }

  private static Optional<RollbackAdmission> failed(int check, Supplier<List<Problem>> problems) {
    var found = problems.get();
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(new RollbackAdmission.Refused(check, found));
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
    if (serving.previous() == Serving.Previous.NONE) {
      return NodeView.refuse(
          Code.WARRANT_INVALID,
          "there is no earlier generation that was healthy, or this node has gone back to it once",
          "warrant.direction");
    }
    if (serving.previous() == Serving.Previous.DENIED) {
      return NodeView.refuse(
          Code.DENIED, "what ran here before is denied by a bulletin", "warrant.direction");
    }
    var end = serving.activated().plus(serving.horizon());
    if (!latest(node.now(), node.memory().timeFloor()).isBefore(end)) {
      return List.of(
          new Problem(
              Code.WARRANT_INVALID,
              "the horizon for going back ended at "
                  + Grammar.time(end)
                  + ", and the patch is committed",
              "warrant.direction",
              "sign the earlier content under a higher version, and roll that out"));
    }
    return List.of();
  }

  private static Instant latest(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }
}
