package xps.crypto.orchestrator.planner;

import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.AttestedPatch;
import xps.crypto.orchestrator.attest.MerkleTree;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/** A plan whose waves were dealt for a patch and a fleet. */
record DealtPlan(
    AttestedPatch patch,
    Plan plan,
    Fleet fleet,
    List<Wave> waves,
    Sha256 digest,
    List<Problem> findings)
    implements RolloutPlan {
  DealtPlan {
    waves = List.copyOf(waves);
    findings = List.copyOf(findings);
  }

  @Override
  public Optional<Membership> membership(String node) {
    for (var wave : waves) {
      var index = wave.nodes().indexOf(node);
      if (index >= 0) {
        var hashes = wave.nodes().stream().map(id -> leaf(id).hash()).toList();
        return Optional.of(
            new Membership(wave.index(), index, MerkleTree.inclusion(index, hashes)));
      }
    }
    return Optional.empty();
  }
}
