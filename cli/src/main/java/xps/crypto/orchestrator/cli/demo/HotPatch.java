package xps.crypto.orchestrator.cli.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.audit.Result;
import xps.crypto.orchestrator.cli.organisation.Machine;
import xps.crypto.orchestrator.cli.organisation.Member;
import xps.crypto.orchestrator.cli.organisation.PatchFolder;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.planner.RolloutPlan;
import xps.crypto.orchestrator.planner.Wave;

/** Part 1: the whole way of a patch, from its signature to the last node. */
final class HotPatch {
  /** The policy's window is shut by then. */
  private static final Duration TOO_LATE = Duration.ofHours(12);

  private static final String MANIFEST = "patch_manifest.json";

  private final World world;
  private final Checks checks;
  private final PatchFolder patch;

  private HotPatch(World world) {
    this.world = world;
    this.checks = new Checks(world.narrator());
    this.patch = world.patches().good();
  }

  /** What the part comes to, with the time that each wave took. */
  record Told(PartResult result, List<Summary.WaveTime> waves) {
    Told {
      waves = List.copyOf(waves);
    }
  }

  static Told tell(World world) throws IOException, InterruptedException {
    world.narrator().part(1, "Hot patch.", "3.2.0 becomes 3.2.1 while everybody keeps calling");
    return new HotPatch(world).tell();
  }

  private Told tell() throws IOException, InterruptedException {
    attest();
    var plan = world.organisation().planFor(patch, world.setup().clock().instant()).orThrow();
    var foretold = plan(plan);
    gate();
    if (!checks.that(world.nodes().awaitAll(), "every node answers", this::whoIsMissing)) {
      return new Told(new PartResult("hot-patch", false, 1), List.of());
    }
    int exit = apply(plan);
    var records = Records.about(plan.patch().bodyDigest(), world);
    wentAs(foretold, plan, records);
    return new Told(new PartResult("hot-patch", checks.ok(), exit), records.waveTimes(plan));
  }

  private void attest() {
    var words =
        List.of(
            "attest",
            patch.manifestFile().toString(),
            "--trust",
            world.organisation().trustStore().toString());
    var ran = world.xps("attest " + MANIFEST + " --trust trust_store.json", words);
    checks.that(
        ran.exit() == 0,
        "attested: digest, SBOM, and the signature of "
            + world.organisation().staff().release().name(),
        ran::complaint);
  }

  private Xps.Ran plan(RolloutPlan plan) {
    var ran =
        world.xps("plan simulate rollout_plan.yaml --fleet fleet.yaml …", simulate(world, patch));
    boolean isWhole = ran.exit() == 0 && ran.list("waves").size() == plan.waves().size();
    checks.that(
        isWhole,
        "simulated: " + (isWhole ? Outline.foretold(ran).inShort() : "something else"),
        ran::complaint);
    return ran;
  }

  /** Model against model: the machine that was simulated is the one that ran. */
  private void wentAs(Xps.Ran simulation, RolloutPlan plan, Records records) throws IOException {
    var commands = Replay.of(records.rollout().orElse(""), plan, world);
    var happened = Outline.happened(records, commands);
    checks.that(
        simulation.exit() == 0 && happened.equals(Outline.foretold(simulation)),
        "all went as simulated: the waves, their order and counts, and the most away at once",
        () -> "it was " + happened.inShort());
  }

  static List<String> simulate(World world, PatchFolder patch) {
    var organisation = world.organisation();
    return List.of(
        "plan",
        "simulate",
        organisation.plan().toString(),
        "--fleet",
        organisation.fleet().toString(),
        "--manifest",
        patch.manifestFile().toString(),
        "--trust",
        organisation.trustStore().toString());
  }

  private void gate() {
    var managers = world.organisation().staff().releaseManagers();
    approve(managers.get(0));
    refused("gate", "", List.of(), "RBAC_MISSING", "1 approval of 2");
    approve(managers.get(1));
    var late = Grammar.time(world.setup().clock().instant().plus(TOO_LATE));
    refused("gate", " --at " + late, List.of("--at", late), "WINDOW_VIOLATION", "not at that hour");
    var ran = world.xps("gate " + MANIFEST + " …", world.withPolicy("gate", patch));
    checks.that(
        ran.exit() == 0,
        "allowed: two approvals, an open window, risk " + ran.text("risk_score") + " of 10",
        ran::complaint);
  }

  private void approve(Member member) {
    var words = new ArrayList<>(world.withPlan("approve", patch));
    words.addAll(
        List.of(
            "--key",
            world.organisation().keyOf(member).toString(),
            "--as",
            member.name(),
            "--env",
            world.organisation().charter().environment(),
            "--yes"));
    var ran = world.xps("approve " + MANIFEST + " … --as " + member.name(), words);
    if (ran.exit() != 0) {
      checks.that(false, member.name() + " approves", ran::complaint);
    }
  }

  private void refused(
      String command, String shown, List<String> more, String code, String because) {
    var words = new ArrayList<>(world.withPolicy(command, patch));
    words.addAll(more);
    var ran = world.xps(command + " " + MANIFEST + " …" + shown, words);
    checks.that(
        ran.exit() == 12 && ran.codes().contains(code),
        "refused, exit 12: " + code + ", " + because,
        ran::complaint);
  }

  private String whoIsMissing() {
    try {
      return String.join("; ", world.nodes().casualties());
    } catch (IOException e) {
      return e.toString();
    }
  }

  private int apply(RolloutPlan plan) throws IOException, InterruptedException {
    world.push(patch);
    world.narrator().runs(Apply.inShort(MANIFEST));
    var away = new Away(world, Machine.CLUSTER, patch);
    var apply = Apply.start(world, patch, "apply-3.2.1");
    world.narrator().shows(() -> Progress.of(world, plan, patch));
    away.watchWhile(apply);
    var ran = apply.await();
    world.narrator().shows(() -> "");
    var records = Records.about(plan.patch().bodyDigest(), world);
    var times = records.waveTimes(plan);
    var healthy = records.countByNode(Action.PROBE, Result.SUCCESS);
    for (var wave : plan.waves()) {
      checks.that(
          healthy.keySet().containsAll(wave.nodes()),
          row(wave, times),
          () -> "exit " + ran.exit() + ", " + ran.complaint());
    }
    checks.that(
        ran.exit() == 0 && world.isServedEverywhere(patch),
        "every answer is 3.2.1's now",
        () -> "exit " + ran.exit() + ", " + ran.complaint());
    checks.that(
        away.most() <= 1,
        "never more than 1 validator of 3 was away: keep 2/3",
        () -> "it was " + away.most());
    return ran.exit();
  }

  private static String row(Wave wave, List<Summary.WaveTime> times) {
    var took =
        times.stream()
            .filter(time -> time.name().equals(wave.name()))
            .map(time -> Summary.seconds(time.time()))
            .findFirst()
            .orElse("");
    return Table.of(
            List.of(
                List.of("canary", "x".repeat(38), ""),
                List.of(wave.name(), String.join(" ", wave.nodes()), took)))
        .getLast();
  }
}
