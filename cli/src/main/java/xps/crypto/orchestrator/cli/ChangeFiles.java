package xps.crypto.orchestrator.cli;

import java.nio.file.Path;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import xps.crypto.orchestrator.attest.AttestedPatch;
import xps.crypto.orchestrator.attest.Verifier;
import xps.crypto.orchestrator.bind.ProbeTrust;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.planner.Fleet;
import xps.crypto.orchestrator.planner.Plan;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** The files of a patch on its way to a fleet, as a command line names them. */
record ChangeFiles(PatchFiles patch, Path plan, Path fleet) {

  /** Adds {@code --fleet} and those of {@link PatchFiles}; {@code plan} is one of the command's. */
  static void describe(Options options) {
    options.required("--fleet", "FILE", "The nodes there are.");
    PatchFiles.describe(options);
  }

  /** What the command line says; {@code manifest} and {@code plan} name them there. */
  static Outcome<ChangeFiles> of(Call call, String manifest, String plan) {
    return PatchFiles.of(call, manifest)
        .map(patch -> new ChangeFiles(patch, call.path(plan), call.path("--fleet")));
  }

  /**
   * Reads all of it: trust store (17), patch (10), plan and fleet (11). The first stage ends it.
   */
  Outcome<RolloutPlan> read(Instant now, String clock) {
    return patch.verifier(now, clock).flatMap(this::read);
  }

  /** The same with the trust store at hand. */
  Outcome<RolloutPlan> read(Verifier verifier) {
    return patch.attest(verifier).flatMap(this::planFor);
  }

  /**
   * Whom to believe about the nodes' own HTTPS: {@code health_check.ca}, a file beside the plan.
   */
  Outcome<SSLContext> probeTrust(RolloutPlan validated) {
    return validated
        .plan()
        .healthCheck()
        .flatMap(Plan.HealthCheck::ca)
        .map(name -> ProbeTrust.only(plan.resolveSibling(name)))
        .orElseGet(() -> Outcome.ok(ProbeTrust.ofThisMachine()));
  }

  private Outcome<RolloutPlan> planFor(AttestedPatch attested) {
    var readPlan = Loaded.from(() -> Plan.fromYaml(plan));
    var readFleet = Fleet.read(fleet);
    var problems = Loaded.problems(readPlan, readFleet);
    return problems.isEmpty()
        ? readPlan.flatMap(written -> readFleet.flatMap(nodes -> written.validate(attested, nodes)))
        : Outcome.refused(problems);
  }
}
