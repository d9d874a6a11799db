package xps.crypto.orchestrator.guard;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.SignedPatch;
import xps.crypto.orchestrator.audit.VerifiedRecord;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.planner.Membership;
import xps.crypto.orchestrator.planner.Plan;
import xps.crypto.orchestrator.planner.PlanDigest;
import xps.crypto.orchestrator.planner.WaveLeaf;

/**
 * An envelope whose documents could be read, each by its own rules; and those checks of a node that
 * are about how they fit each other, in either direction.
 */
record Claim(Envelope envelope, Manifest manifest, Plan plan) {
  static Outcome<Claim> parse(Bytes envelope) {
    return Envelope.parse(envelope).flatMap(Claim::of);
  }

  private static Outcome<Claim> of(Envelope envelope) {
    var text = Json.compact(envelope.manifest()).getBytes(StandardCharsets.UTF_8);
    return Manifest.parse("manifest", text)
        .flatMap(manifest ->
            Plan.ofDocument(envelope.planFile()).map(plan -> new Claim(envelope, manifest, plan)));
  }

  Warrant warrant() {
    return envelope.warrant();
  }

  /** Check 7: it is the patch of the warrant, it is signed, and it is for this node. */
  List<Problem> matches(SignedPatch patch, NodeFacts node) {
    var warrant = warrant();
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
    if (!patch.unsignedArtifacts().isEmpty() && !node.development()) {
      return NodeView.refuse(
          Code.UNSIGNED_ARTIFACT,
          patch.unsignedArtifacts().getFirst() + " is not signed; no node installs that",
          "manifest");
    }
    return patch.targets().contains(node.role())
        ? List.of()
        : NodeView.refuse(
            Code.TARGET_NOT_ALLOWED,
            "the patch is for "
                + String.join(", ", patch.targets())
                + "; this node has the role "
                + node.role(),
            "manifest.targets");
  }

  /** Check 9: plan and waves are those of the warrant, and the node is in its wave. */
  List<Problem> place(NodeFacts node) {
    var warrant = warrant();
    var digest = PlanDigest.of(plan.digest(), manifest.bodyDigest(), envelope.waves());
    int index = warrant.wave().index();
    var bakes = EarliestStart.bakes(plan, envelope.waves(), index);
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
    var leaf = new WaveLeaf(node.node(), position.key());
    return position.key().isPresent() == plan.receipts()
            && membership.proves(leaf, envelope.waves().get(index))
        ? List.of()
        : NodeView.refuse(
            Code.NOT_IN_WAVE,
            "there is no proof that " + node.node() + " is in " + warrant.wave().name(),
            "membership");
  }

  /**
   * The latest time in anything signed here. Signed times a little ahead of this node's clock are
   * within the errors of two honest clocks; as a floor they would make the node distrust its own.
   */
  Instant latestSeen(Optional<VerifiedRecord> record, Instant now) {
    var latest =
        Stream.of(
                Stream.of(warrant().notBefore()),
                warrant().approvals().stream().map(Approval::at),
                warrant().breakGlass().stream().map(BreakGlass::at),
                record.stream().map(proven -> proven.record().ts()))
            .flatMap(times -> times)
            .max(Instant::compareTo)
            .orElseThrow();
    return latest.isAfter(now) ? now : latest;
  }
}
