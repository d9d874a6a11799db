package xps.crypto.orchestrator.agent;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.Kind;
import xps.crypto.orchestrator.bind.ProbeTarget;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.planner.Plan;

/**
 * What a node can do, by its owner's {@code agent.yaml} and the files beside it.
 *
 * @param kinds of artifacts that it can install
 * @param files names of the artifacts that it has a place for
 * @param probes names of the owner's commands that plans may probe by
 * @param hasProbeCa whether there is a file of the authorities that vouch for the node's own HTTPS
 */
record Outfit(Set<Kind> kinds, Set<String> files, Set<String> probes, boolean hasProbeCa) {
  Outfit {
    kinds = kinds.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(kinds));
    files = Set.copyOf(files);
    probes = Set.copyOf(probes);
  }

  /** Why this node can't install an artifact of a patch. */
  Optional<Problem> misfit(Artifact artifact, List<Artifact> patch) {
    if (!kinds.contains(artifact.kind())) {
      return Optional.of(
          unfit(artifact, "this node has no installer for the kind " + artifact.kind().text()));
    }
    if (files.contains(artifact.name()) != (artifact.kind() == Kind.FILE)) {
      return Optional.of(
          unfit(
              artifact,
              artifact.kind() == Kind.FILE
                  ? "this node's owner has named no place for this file"
                  : "this node's owner takes that name for a file"));
    }
    boolean isEarlier =
        artifact.kind() == Kind.MODULE
            && patch.stream()
                .anyMatch(other ->
                    other.kind() == Kind.FILE && artifact.requires().contains(other.name()));
    return isEarlier
        ? Optional.of(unfit(artifact, "it requires a file, and modules are swapped before those"))
        : Optional.empty();
  }

  private static Problem unfit(Artifact artifact, String why) {
    return new Problem(
        Code.STAGE_FAILED,
        why,
        artifact.name(),
        "have the node's owner add the installer, or leave this node out of the rollout");
  }

  /** Why this node can't ask what a plan makes health of; a probe that others ask is no reason. */
  Optional<Problem> misfit(Plan plan) {
    return plan.healthCheck()
        .map(OwnProbe::of)
        .flatMap(OwnProbe::command)
        .filter(name -> !probes.contains(name))
        .map(name ->
            new Problem(
                Code.PROBE_FAILED,
                "this node has no probe called " + name,
                "health_check.probe",
                "have the node's owner add it to probes in agent.yaml, or leave this node out"));
  }

  /**
   * The plan's probe, where the node can ask it itself: a command of its owner's; or an address,
   * where the owner has said by which name the node is called (a label {@code host}) and whom to
   * trust there. Else health is what the workload says, and what the runner sees from outside.
   */
  Optional<OwnProbe> probe(Plan plan, SortedMap<String, String> words) {
    return plan.healthCheck()
        .filter(check -> {
          var probe = OwnProbe.of(check);
          return probe.command().isPresent()
              || (words.containsKey("host")
                  && probe.target(words) instanceof Outcome.Ok<ProbeTarget>(var target, _)
                  && (check.ca().isEmpty() || hasProbeCa || !target.scheme().isTls()));
        })
        .map(OwnProbe::of);
  }
}
