package xps.crypto.orchestrator.guard;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.SignedPatch;
import xps.crypto.orchestrator.audit.VerifiedRecord;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.planner.Membership;
import xps.crypto.orchestrator.planner.Plan;
import xps.crypto.orchestrator.planner.PlanDigest;
import xps.crypto.orchestrator.planner.Wave;
import xps.crypto.orchestrator.planner.WaveLeaf;

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
    this.warrant = claim.envelope().warrant();
    this.node = node;
    this.policy = policy;
    this.news = NodeNews.of(node);
  }

  /** An envelope whose documents could be read, each by its own rules. */
  private record Claim(Envelope envelope, Manifest manifest, Plan plan) {
    static Outcome<Claim> parse(Bytes envelope) {
      return Envelope.parse(envelope).flatMap(Claim::of);
    }

    private static Outcome<Claim> of(Envelope envelope) {
      var text = Json.compact(envelope.manifest()).getBytes(StandardCharsets.UTF_8);
      return Manifest.parse("manifest", text)
          .flatMap(manifest ->
              Plan.ofDocument(envelope.planFile())
                  .map(plan -> new Claim(envelope, manifest, plan)));
    }
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
            new Check(3, this::documents),
            new Check(4, () -> Issuer.check(warrant, node)),
            new Check(5, this::kindAndDates),
            new Check(6, () -> node.sequence(warrant)));
    if (failed.isPresent()) {
      return failed.get();
    }
    return switch (attest()) {
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

  /** A check with its number. */
  private record Check(int number, Supplier<List<Problem>> problems) {}

  /** The first check that has anything to say. */
  private static Optional<Admission> first(Check... checks) {
    for (var check : checks) {
      var problems = check.problems().get();
      if (!problems.isEmpty()) {
        return Optional.of(new Admission.Refused(check.number(), problems));
      }
    }
    return Optional.empty();
  }

  static List<Problem> documents(NodeView node, Policy policy, NodeNews news) {
    var problems = new ArrayList<>(node.trust().checkDate(node.now(), NodeView.CLOCK));
    problems.addAll(policy.checkDate(node.now(), NodeView.CLOCK));
    problems.addAll(news.objections(policy));
    return problems;
  }

  /** Check 3. */
  private List<Problem> documents() {
    return documents(node, policy, news);
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

  /** Check 7, by the node's own trust store. */
  private Outcome<SignedPatch> attest() {
    return node.attest(claim.manifest());
  }

  /** Check 7, the rest: it is the patch of the warrant, it is signed, and it is for this node. */
  private List<Problem> matches(SignedPatch patch) {
    var same =
        warrant
                .patch()
                .equals(
                    new Warrant.Patch(patch.id(), patch.version().toString(), patch.bodyDigest()))
            && warrant.changeClass() == patch.changeClass()
            && warrant.targets().equals(patch.targets());
    if (!same) {
      return NodeView.refuse(
          Code.WARRANT_INVALID,
          "the warrant is for another patch than the manifest that came with it",
          "warrant.patch");
    }
    if (!patch.unsignedArtifacts().isEmpty() && !node.facts().development()) {
      return NodeView.refuse(
          Code.UNSIGNED_ARTIFACT,
          patch.unsignedArtifacts().getFirst() + " is not signed; no node installs that",
          "manifest");
    }
    if (!patch.targets().contains(node.facts().role())) {
      return NodeView.refuse(
          Code.TARGET_NOT_ALLOWED,
          "the patch is for "
              + String.join(", ", patch.targets())
              + "; this node has the role "
              + node.facts().role(),
          "manifest.targets");
    }
    return news.denials(patch.manifest());
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
    var envelope = claim.envelope();
    var body = claim.manifest().bodyDigest();
    var digest = PlanDigest.of(claim.plan().digest(), body, envelope.waves());
    int index = warrant.wave().index();
    var bakes = EarliestStart.bakes(claim.plan(), envelope.waves(), index);
    if (!digest.equals(warrant.plan())
        || bakes.isEmpty()
        || !envelope.waves().get(index).name().equals(warrant.wave().name())) {
      return NodeView.refuse(
          Code.WARRANT_INVALID,
          "the plan and waves that came with the warrant aren't those that it is for",
          "warrant.plan");
    }
    var position = envelope.membership();
    var membership = new Membership(index, position.index(), position.path());
    var leaf = new WaveLeaf(node.facts().node(), position.key());
    if (position.key().isPresent() != claim.plan().receipts()
        || !membership.proves(leaf, envelope.waves().get(index))) {
      return NodeView.refuse(
          Code.NOT_IN_WAVE,
          "there is no proof that " + node.facts().node() + " is in " + warrant.wave().name(),
          "membership");
    }
    var earliest = EarliestStart.of(bakes.get(), warrant.approvals(), warrant.breakGlass());
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
    return claim.plan().receipts() && !isCanary
        ? Receipt.judge(envelope.receipts(), envelope.waves(), body, digest, warrant.attempt())
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
        latestSeen(record),
        node.now());
  }

  /**
   * Signed times a little ahead of this node's clock are within the errors of two honest clocks; as
   * a floor they would make the node distrust its own.
   */
  private Instant latestSeen(Optional<VerifiedRecord> record) {
    var latest = warrant.notBefore();
    for (var approval : warrant.approvals()) {
      latest = later(latest, approval.at());
    }
    if (warrant.breakGlass().isPresent()) {
      latest = later(latest, warrant.breakGlass().get().at());
    }
    if (record.isPresent()) {
      latest = later(latest, record.get().record().ts());
    }
    return latest.isAfter(node.now()) ? node.now() : latest;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }
}
