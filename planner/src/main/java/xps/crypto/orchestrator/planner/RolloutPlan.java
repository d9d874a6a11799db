package xps.crypto.orchestrator.planner;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import xps.crypto.orchestrator.attest.AttestedPatch;
import xps.crypto.orchestrator.attest.ChangeClass;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/** Who gets an attested patch, when and in which order. Only {@link Plan#validate} can make one. */
public sealed interface RolloutPlan permits DealtPlan {
  AttestedPatch patch();

  Plan plan();

  Fleet fleet();

  /** The waves in their order, the canary first; every node in scope is in exactly one. */
  List<Wave> waves();

  /** What approvers approve (FORMATS §6, "Plan digest"). */
  Sha256 digest();

  /** The canonical document that {@link #digest} is the digest of. */
  default Bytes approvable() {
    return Canonical.bytes(PlanDigest.document(plan().digest(), patch().bodyDigest(), waveRoots()));
  }

  /** What is odd, but allowed. */
  List<Problem> findings();

  default List<WaveRoot> waveRoots() {
    return waves().stream().map(Wave::waveRoot).toList();
  }

  /** What is odd about the sizes of waves, and only news to whoever checks a plan. */
  default List<Problem> reviewSizes() {
    return PlanReview.sizes(this);
  }

  /**
   * What the windows of a policy make impossible: {@code WINDOW_TOO_SHORT} for every wave with a
   * node for which nothing is ever open long enough.
   *
   * @param where the windows stand, for the message
   * @param from when one begins to look
   * @param claims the classes of change that a window's {@code unless} may be claimed for
   */
  default List<Problem> reviewWindows(
      Windows windows, String where, Instant from, Set<ChangeClass> claims) {
    return WindowReview.of(this, windows, where, from, claims);
  }

  /**
   * The draft of a plan for nodes of a later fleet that came after this plan; nothing where none
   * came, or where the plan leaves them out.
   */
  default Optional<FollowUp> followUp(Fleet later) {
    return Optional.of(FollowUp.of(this, later))
        .filter(draft -> plan().converges() && !draft.nodes().isEmpty());
  }

  /** What a wave's root says about one of its nodes. */
  default WaveLeaf leaf(String node) {
    return plan().leaf(fleet(), node);
  }

  /** The proof that a node is in its wave; nothing for a node out of scope. */
  Optional<Membership> membership(String node);

  /** Runs the real machine on a virtual clock, with the default model. */
  default Simulation simulate() {
    return simulate(SimulationOptions.DEFAULT);
  }

  /** The same with a model of the fleet. */
  default Simulation simulate(SimulationOptions options) {
    return Simulator.run(this, options);
  }

  /** Many simulations, each with its own draws, and some in which something happens. */
  default Forecast forecast(SimulationOptions options, int runs) {
    return Forecast.of(this, options, runs);
  }
}
