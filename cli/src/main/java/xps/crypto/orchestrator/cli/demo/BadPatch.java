package xps.crypto.orchestrator.cli.demo;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.audit.AuditRecord;
import xps.crypto.orchestrator.audit.Result;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** Part 2: a patch that everybody signed and approved, and that is wrong. */
final class BadPatch {
  private BadPatch() {}

  /** What the part comes to, and which node has tried the patch. */
  record Told(PartResult result, String canary) {}

  static Told tell(World world) throws IOException, InterruptedException {
    var narrator = world.narrator();
    narrator.part(2, "Bad patch.", "3.2.2 is signed, approved, passes its self-test, and is wrong");
    var patch = world.patches().bad();
    var plan = world.approvedByAll(patch);
    var canary = plan.waves().getFirst().nodes().getFirst();
    world.push(patch);
    narrator.runs(Apply.inShort("patches/3.2.2/patch_manifest.json"));
    var apply = Apply.start(world, patch, "apply-3.2.2");
    narrator.shows(() -> Progress.of(world, plan, patch));
    var ran = apply.await();
    narrator.shows(() -> "");
    var checks = new Checks(narrator);
    checks.that(
        ran.exit() == 13,
        "exit 13: the canary, " + canary + ", is rolled back",
        () -> "exit " + ran.exit() + ", " + ran.complaint());
    var records = Records.about(plan.patch().bodyDigest(), world);
    probed(records, canary, checks);
    spared(world, plan, canary, records, checks);
    return new Told(new PartResult("bad-patch", checks.ok(), ran.exit()), canary);
  }

  private static void probed(Records records, String canary, Checks checks) {
    var failure =
        records.with(Action.PROBE, Result.FAILURE).stream()
            .filter(record -> record.node().equals(Optional.of(canary)))
            .flatMap(record -> record.detail().stream())
            .findFirst();
    checks.that(
        failure.isPresent(),
        "the probe saw it: " + failure.orElse(""),
        () -> "the log has " + records.all().stream().map(AuditRecord::action).toList());
  }

  private static void spared(
      World world, RolloutPlan plan, String canary, Records records, Checks checks)
      throws InterruptedException {
    var bad = Patches.moduleOf(world.patches().bad());
    var others =
        plan.waves().stream()
            .flatMap(wave -> wave.nodes().stream())
            .filter(node -> !node.equals(canary))
            .toList();
    var touched = world.touched(bad).stream().filter(others::contains).toList();
    checks.that(
        touched.isEmpty()
            && List.of(canary)
                .containsAll(records.countByNode(Action.APPLY, Result.SUCCESS).keySet()),
        "no other node was touched: " + others.size() + " of " + (others.size() + 1),
        touched::toString);
    checks.that(
        world.isServedEverywhere(world.patches().good()),
        "every answer is 3.2.1's again",
        () -> "3.2.1 answers at " + world.serving(Patches.moduleOf(world.patches().good())));
  }
}
