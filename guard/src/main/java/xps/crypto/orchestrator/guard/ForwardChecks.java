package xps.crypto.orchestrator.guard;

import java.time.temporal.ChronoUnit;
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
import xps.crypto.orchestrator.planner.Wave;

/**
 * The node's checks of a forward warrant. Each is a function that says what is wrong; their order
 * is in {@link #run}, and is a contract.
 */
final class ForwardChecks {
  private final Claim claim;
  private final Warrant warrant;
  private final NodeView node;
  private final Policy policy;
  private final NodeNews news;

  private ForwardChecks(Claim claim, NodeView node, Policy policy) {
    this.claim = claim;
    this.warrant = claim.warrant();
    this.node = node;
    this.policy = policy;
    this.news = NodeNews.of(node);
  }

  static Admission admit(Bytes envelope, NodeView node, Policy policy) {
    return switch (Claim.parse(envelope)) {
      case Outcome.Refused<Claim>(var problems) -> new Admission.Refused(1, problems);
      case Outcome.Ok<Claim>(var claim, _) -> new ForwardChecks(claim, node, policy).run();
    };
  }

  private Admission run() {
    var failed =
        first(
            new Check(2, () -> NodeView.clock(node.facts(), node.memory(), node.clock())),
            new Check(3, () -> documents(node, policy, news)),
            new Check(4, () -> Issuer.check(warrant, node)),
            new Check(5, this::kindAndDates),
            new Check(6, () -> node.sequence(warrant)));
    if (failed.isPresent()) {
      return failed.get();
    }
    return switch (node.attest(claim.manifest())) {
      case Outcome.Refused<SignedPatch>(var problems) -> new Admission.Refused(7, problems);
      case Outcome.Ok<SignedPatch>(var patch, _) -> run(patch);
    };
  }

  private Admission run(SignedPatch patch) {
    var failed =
        first(
            new Check(7, () -> matches(patch)),
            new Check(8, () -> versions(patch)),
            new Check(9, this::wave));
    if (failed.isPresent()) {
      return failed.get();
    }
    var asked = Case.onNode(warrant, patch, claim.plan(), claim.envelope().waves(), node, policy);
    var gate = Gate.onNode(asked, warrant.approvals(), node.facts().labelsWithRole());
    if (!gate.problems().isEmpty()) {
      return new Admission.Refused(10, gate.problems());
    }
    if (!node.facts().required().contains(NodeFacts.Demand.LOG)) {
      return admitted(patch, gate, Optional.empty());
    }
    return switch (LogCheck.of(claim.envelope(), node)) {
      case Outcome.Refused<VerifiedRecord>(var problems) -> new Admission.Refused(11, problems);
      case Outcome.Ok<VerifiedRecord>(var record, _) -> admitted(patch, gate, Optional.of(record));
    };
  }

  private static Optional<Admission> first(Check... checks) {
    return Check.first(Admission.Refused::new, checks);
  }

  /** Check 3. */
  static List<Problem> documents(NodeView node, Policy policy, NodeNews news) {
    var problems = new ArrayList<>(node.trust().checkDate(node.now(), NodeView.CLOCK));
    problems.addAll(policy.checkDate(node.now(), NodeView.CLOCK));
    problems.addAll(news.objections(policy));
    return problems;
  }

  /** Check 5. */
  private List<Problem> kindAndDates() {
    var problems = new ArrayList<>(node.kind(warrant, Direction.FORWARD));
    if (problems.isEmpty() && warrant.from().isPresent()) {
      return NodeView.refuse(
          Code.WARRANT_INVALID, "only a warrant to go back has a from", "warrant.from");
    }
    return problems.isEmpty() ? NodeView.dates(warrant, node.now(), node.clockError()) : problems;
  }

  /** Check 7, the rest. */
  private List<Problem> matches(SignedPatch patch) {
    var problems = claim.matches(patch, node.facts());
    return problems.isEmpty() ? news.denials(patch.manifest()) : problems;
  }

  /** Check 8. */
  private List<Problem> versions(SignedPatch patch) {
    for (var artifact : patch.manifest().artifacts()) {
      var mark = node.memory().marks().get(artifact.name());
      var isActive = artifact.sha256().equals(node.facts().active().get(artifact.name()));
      if (mark == null || isActive) {
        continue;
      }
      int order = patch.version().compareTo(mark.version());
      if (order < 0 || (order == 0 && !mark.sha256().equals(artifact.sha256()))) {
        return NodeView.refuse(
            Code.VERSION_ROLLBACK,
            artifact.name()
                + " of version "
                + patch.version()
                + (order < 0 ? " is older than " : " has another content than ")
                + mark.version()
                + ", which was active here",
            "manifest.version");
      }
    }
    int spent = node.memory().spent(patch.bodyDigest(), warrant.environment());
    if (warrant.attempt() <= spent) {
      return NodeView.refuse(
          Code.WARRANT_REPLAYED,
          "this node has left this patch after attempt "
              + spent
              + "; the warrant is for attempt "
              + warrant.attempt(),
          "warrant.attempt");
    }
    return List.of();
  }

  /** Check 9. */
  private List<Problem> wave() {
    var misplaced = claim.place(node.facts());
    return misplaced.isEmpty() ? start() : misplaced;
  }

  /** Check 9, the rest: it is time, and where the plan says so the canary is well. */
  private List<Problem> start() {
    var envelope = claim.envelope();
    int index = warrant.wave().index();
    var bakes = EarliestStart.bakes(claim.plan(), envelope.waves(), index).orElseThrow();
    var earliest = EarliestStart.of(bakes, warrant.approvals(), warrant.breakGlass());
    if (node.now().isBefore(earliest)) {
      return NodeView.refuse(
          Code.TOO_EARLY,
          warrant.wave().name()
              + " may not start before "
              + Grammar.time(earliest)
              + ", by the approvals and the bake times of the waves before it; it is "
              + Grammar.time(node.now().truncatedTo(ChronoUnit.SECONDS))
              + " by "
              + NodeView.CLOCK,
          "warrant.wave");
    }
    boolean isCanary = envelope.waves().get(index).name().equals(Wave.CANARY);
    var body = claim.manifest().bodyDigest();
    return claim.plan().receipts() && !isCanary
        ? Receipt.judge(
            envelope.receipts(), envelope.waves(), body, warrant.plan(), warrant.attempt())
        : List.of();
  }

  private Admission admitted(SignedPatch patch, Gate gate, Optional<VerifiedRecord> record) {
    return new AdmittedWarrant(
        warrant,
        patch,
        claim.plan(),
        claim.envelope().waves(),
        gate.summary(),
        gate.broken(),
        gate.findings(),
        node.isRedelivery(warrant),
        record.map(LogCheck::seen),
        claim.latestSeen(record, node.now()),
        node.now());
  }
}
