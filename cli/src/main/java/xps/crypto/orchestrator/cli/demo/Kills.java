package xps.crypto.orchestrator.cli.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.audit.Result;
import xps.crypto.orchestrator.cli.organisation.PatchFolder;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** Parts 4 and 5, in one rollout: an agent is killed, and then the runner. */
final class Kills {
  private static final String MANIFEST = "patches/3.2.3/patch_manifest.json";

  /** As short as a moment can be waited for: a swap takes a few of them. */
  private static final Duration MOMENT = Duration.ofMillis(1);

  private static final Duration PATIENCE = Duration.ofSeconds(45);

  /** What systemd waits before it starts a unit again, unless told otherwise. */
  private static final Duration RESTART = Duration.ofMillis(100);

  private final World world;
  private final PatchFolder patch;
  private final RolloutPlan plan;
  private final CountDownLatch never = new CountDownLatch(1);

  private Kills(World world, RolloutPlan plan) {
    this.world = world;
    this.patch = world.patches().better();
    this.plan = plan;
  }

  static List<PartResult> tell(World world) throws IOException, InterruptedException {
    world.narrator().part(4, "Agent killed.", "SIGKILL in the middle of a swap to 3.2.3");
    var plan = world.approvedByAll(world.patches().better());
    return new Kills(world, plan).tell();
  }

  private List<PartResult> tell() throws IOException, InterruptedException {
    world.push(patch);
    world.narrator().runs(Apply.inShort(MANIFEST));
    var apply = Apply.start(world, patch, "apply-3.2.3");
    world.narrator().shows(() -> Progress.of(world, plan, patch));
    var agent = new Checks(world.narrator());
    var victim = plan.waves().get(1).nodes().getFirst();
    killAgent(victim, apply, agent);
    var wave = plan.waves().get(2);
    boolean underWay = await(apply, () -> isEntering(wave.nodes()));
    // Now, before anything else: a wave is short.
    boolean wasRunning = apply.isRunning();
    apply.kill();
    int healthy = healthyOf(wave.nodes());
    convergence(victim, agent);
    world.narrator().reckons();

    world.narrator().part(5, "Runner killed.", "SIGKILL in the middle of a wave, and again");
    var runner = new Checks(world.narrator());
    runner.that(
        underWay && wasRunning && healthy < wave.nodes().size(),
        "killed in %s: %d of %d nodes were healthy"
            .formatted(wave.name(), healthy, wave.nodes().size()),
        () -> "it had come to its end by itself");
    int exit = takeUp(runner);
    return List.of(
        new PartResult("agent-killed", agent.ok(), 0),
        new PartResult("runner-killed", runner.ok(), exit));
  }

  /** The same command again, and what it must not have done. */
  private int takeUp(Checks checks) throws IOException, InterruptedException {
    world.narrator().runs(Apply.inShort(MANIFEST));
    var ran = Apply.start(world, patch, "apply-3.2.3-again").await();
    world.narrator().shows(() -> "");
    checks.that(
        ran.exit() == 0 && world.isServedEverywhere(patch),
        "the same command takes the rollout up, and ends it: every answer is 3.2.3's",
        () -> "exit " + ran.exit() + ", " + ran.complaint());
    nothingTwice(checks);
    return ran.exit();
  }

  private void killAgent(String victim, Apply apply, Checks checks)
      throws IOException, InterruptedException {
    var store = NodeStore.of(world.nodes().folder(victim));
    boolean caught = await(apply, store::isEntering);
    world.nodes().killAgent(victim);
    var kind = store.kind();
    var phase = store.phase();
    checks.that(
        caught && kind.equals("entering"),
        victim + ": killed between 3.2.1 and 3.2.3; its journal says " + phase,
        () -> "its journal says " + kind + ", " + phase);
    never.await(RESTART.toMillis(), TimeUnit.MILLISECONDS);
    world.nodes().startAgent(victim);
  }

  private void convergence(String victim, Checks checks) throws IOException, InterruptedException {
    var store = NodeStore.of(world.nodes().folder(victim));
    var module = Patches.moduleOf(patch).hex();
    boolean converged =
        awaitAny(() -> store.kind().equals("settled") && store.phase().equals("healthy"));
    checks.that(
        converged && world.load().tally().lastBy(victim).filter(module::equals).isPresent(),
        "started again, it finds what it was at, and ends it: 3.2.3",
        () -> store + " is " + world.load().tally().lastBy(victim));
    var strangers = new TreeSet<String>();
    world.load().tally().answers().keySet().stream()
        .filter(who -> who.node().equals(victim))
        .forEach(who -> strangers.add(who.module()));
    strangers.removeAll(known());
    checks.that(
        strangers.isEmpty(),
        "its service answered on, by 3.2.1 or by 3.2.3 and nothing else",
        strangers::toString);
  }

  private Set<String> known() {
    var known = new TreeSet<String>();
    var patches = world.patches();
    for (var each : List.of(patches.installed(), patches.good(), patches.bad(), patch)) {
      known.add(Patches.moduleOf(each).hex());
    }
    return known;
  }

  /** By the audit log, and by the nodes' own journals. */
  private void nothingTwice(Checks checks) throws IOException {
    var records = Records.about(plan.patch().bodyDigest(), world);
    var applied = records.countByNode(Action.APPLY, Result.SUCCESS);
    checks.that(
        applied.keySet().containsAll(world.nodes().ids())
            && applied.values().stream().allMatch(count -> count == 1),
        "the log has one APPLY for each of " + applied.size() + " nodes: nothing twice",
        applied::toString);
    var twice = new ArrayList<String>();
    for (var node : world.nodes().ids()) {
      var store = NodeStore.of(world.nodes().folder(node));
      // One number each for 3.2.0, 3.2.1 and 3.2.3, and on the canary one for 3.2.2.
      long expected = node.equals(plan.waves().getFirst().nodes().getFirst()) ? 4 : 3;
      if (store.generation() != expected || store.nextGeneration() != expected + 1) {
        twice.add(node + " " + store.generation() + "/" + store.nextGeneration());
      }
    }
    checks.that(twice.isEmpty(), "no node has laid it down twice", twice::toString);
  }

  private boolean isEntering(List<String> wave) throws IOException {
    for (var node : wave) {
      if (NodeStore.of(world.nodes().folder(node)).isEntering()) {
        return true;
      }
    }
    return false;
  }

  private int healthyOf(List<String> wave) throws IOException {
    int healthy = 0;
    for (var node : wave) {
      if (NodeStore.of(world.nodes().folder(node)).phase().equals("healthy")
          && world.serving(Patches.moduleOf(patch)).contains(node)) {
        healthy++;
      }
    }
    return healthy;
  }

  /** A look at the world that may fail. */
  private interface Look {
    boolean isSo() throws IOException;
  }

  /** Waits as long as the runner runs. */
  private boolean await(Apply apply, Look look) throws IOException, InterruptedException {
    return awaitAny(() -> look.isSo() || !apply.isRunning()) && look.isSo();
  }

  private boolean awaitAny(Look look) throws IOException, InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!look.isSo()) {
      if (System.nanoTime() > until) {
        return false;
      }
      never.await(MOMENT.toMillis(), TimeUnit.MILLISECONDS);
    }
    return true;
  }
}
