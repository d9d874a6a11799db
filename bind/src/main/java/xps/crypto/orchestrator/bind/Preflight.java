package xps.crypto.orchestrator.bind;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.planner.Plan;
import xps.crypto.orchestrator.planner.ProbeTemplate;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** What has to be so before the first node is told anything. */
record Preflight(Repo repo, Installer installer) {

  /** Where each node's health is asked for, when nothing is in the way. */
  Outcome<Map<String, ProbeTarget>> check(RolloutPlan plan) throws IOException {
    var targets = targets(plan);
    var problems = new ArrayList<>(unfit(plan));
    problems.addAll(targets.problems());
    return problems.isEmpty() ? targets : Outcome.refused(problems);
  }

  /** What can't be handed out, or isn't there to be handed out. */
  private List<Problem> unfit(RolloutPlan plan) throws IOException {
    var problems = new ArrayList<Problem>();
    for (var artifact : plan.patch().manifest().artifacts()) {
      if (!installer.kinds().contains(artifact.kind())) {
        problems.add(
            new Problem(
                Code.STAGE_FAILED,
                "no agent of this installer takes a " + artifact.kind().text(),
                artifact.name(),
                "leave " + artifact.name() + " out, or run agents that can install it"));
        continue;
      }
      var stored = repo.open(artifact.sha256());
      if (stored.isEmpty()) {
        problems.add(
            new Problem(
                Code.ARTIFACT_MISSING,
                "the repository doesn't have " + artifact.name(),
                repo.describe(),
                "push the manifest with its artifacts into the repository"));
      } else {
        stored.get().content().close();
      }
    }
    return problems;
  }

  /** Every probe is made out beforehand: a plan that can't be probed doesn't begin. */
  static Outcome<Map<String, ProbeTarget>> targets(RolloutPlan plan) {
    // A command of the nodes' own is asked by them alone.
    var probe =
        plan.plan().healthCheck().filter(check -> !check.isLocal()).map(Plan.HealthCheck::probe);
    var targets = new HashMap<String, ProbeTarget>();
    if (probe.isEmpty()) {
      return Outcome.ok(targets);
    }
    var hosts = new HashSet<String>();
    plan.plan().healthCheck().map(Plan.HealthCheck::hostsAllow).ifPresent(hosts::addAll);
    plan.fleet().nodes().forEach(node -> hosts.add(node.host()));
    // A fleet of a million has one mistake in its plan, not a million.
    var nodes = new LinkedHashMap<Problem, Integer>();
    for (var wave : plan.waves()) {
      for (var id : wave.nodes()) {
        var node = plan.fleet().node(id).orElseThrow();
        switch (ProbeTarget.of(probe.get(), ProbeTemplate.wordsOf(node), hosts)) {
          case Outcome.Ok<ProbeTarget>(var target, _) -> targets.put(id, target);
          case Outcome.Refused<ProbeTarget>(var reasons) ->
              reasons.forEach(reason -> nodes.merge(reason, 1, Integer::sum));
        }
      }
    }
    var problems = new ArrayList<Problem>();
    nodes.forEach((reason, count) -> problems.add(at(plan, reason, count)));
    return Outcome.unless(problems, () -> targets);
  }

  /** At the place of the probe, with how many nodes it concerns. */
  private static Problem at(RolloutPlan plan, Problem reason, int count) {
    var document = plan.plan().document();
    var place =
        document
            .get("health_check")
            .filter(Value.Obj.class::isInstance)
            .map(Value.Obj.class::cast)
            .map(check -> check.get("probe").map(Value::place).orElse(check.place()))
            .orElse(document.place());
    return Problem.at(
        place,
        reason.code(),
        reason.message() + " (" + count + (count == 1 ? " node)" : " nodes)"),
        reason.remedy());
  }
}
