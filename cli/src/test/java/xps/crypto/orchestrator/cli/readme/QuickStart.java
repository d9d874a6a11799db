package xps.crypto.orchestrator.cli.readme;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import xps.crypto.orchestrator.attest.AttestedPatch;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.Verifier;
import xps.crypto.orchestrator.bind.ControlRoom;
import xps.crypto.orchestrator.bind.Installer;
import xps.crypto.orchestrator.bind.Repo;
import xps.crypto.orchestrator.bind.Runner;
import xps.crypto.orchestrator.guard.Approval;
import xps.crypto.orchestrator.guard.Environment;
import xps.crypto.orchestrator.guard.GateResult;
import xps.crypto.orchestrator.guard.Guard;
import xps.crypto.orchestrator.guard.Policy;
import xps.crypto.orchestrator.planner.Fleet;
import xps.crypto.orchestrator.planner.Plan;
import xps.crypto.orchestrator.planner.RolloutPlan;
import xps.crypto.orchestrator.planner.RolloutResult;

/** The first example of README.md: what stands between the two marks stands there as well. */
final class QuickStart {
  private QuickStart() {}

  // example: quick-start
  static void rollOut(Path dir, Repo repo, List<Approval> approvals, ControlRoom room)
      throws InterruptedException {
    AttestedPatch patch =
        Verifier.fromTrustStore(dir.resolve("trust_store.json"))
            .requireAll(Manifest.load(dir.resolve("patch_manifest.json")), repo)
            .orThrow();

    RolloutPlan plan =
        Plan.fromYaml(dir.resolve("rollout_plan.yaml"))
            .validate(patch, Fleet.load(dir.resolve("fleet.yaml")))
            .orThrow();
    plan.simulate().printReport(System.out);

    Policy policy = Policy.fromYaml(dir.resolve("orchestrator.policy.yaml"));
    Environment environment = Environment.of("prod");
    GateResult gate = Guard.evaluate(policy, plan, approvals, environment, Instant.now());
    if (!gate.allow()) {
      gate.printReasons(System.err);
      return;
    }

    Runner runner = new Runner(repo, Installer.dynamic(), room);
    RolloutResult result = runner.apply(gate.permit()).watch(System.out).await();
    System.out.println(result.kind());
  }
  // end of example
}
