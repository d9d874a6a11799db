package xps.crypto.orchestrator.planner;

import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.AttestedPatch;
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
