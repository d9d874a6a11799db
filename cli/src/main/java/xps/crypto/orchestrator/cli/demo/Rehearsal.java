package xps.crypto.orchestrator.cli.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import xps.crypto.orchestrator.bind.ProbeTrust;
import xps.crypto.orchestrator.cli.demo.load.Load;
import xps.crypto.orchestrator.cli.demo.process.Children;
import xps.crypto.orchestrator.cli.organisation.Charter;
import xps.crypto.orchestrator.cli.organisation.Machine;
import xps.crypto.orchestrator.cli.organisation.Organisation;
import xps.crypto.orchestrator.cli.organisation.Pace;

/**
 * The story's first part with one node, for nobody to see: a build has every program do its usual
 * work once, so that what they load is there at once the next time.
 */
public final class Rehearsal {
  private static final Duration PACE = Duration.ofMillis(40);

  /** Not one of the demo's, which may be going on. */
  private static final Machine NODE =
      Machine.of("validator-1", "127.0.1.30", "validator", "eu-central", "a", "canary");

  private Rehearsal() {}

  /** Every command that it called, with its exit. */
  public static List<String> run(Setup setup)
      throws IOException, InterruptedException, GeneralSecurityException {
    var now = setup.clock().instant();
    var charter = Charter.usual(now).withPace(Pace.BRISK).withMachines(List.of(NODE));
    var organisation = Organisation.found(setup.folder(), charter, now, setup.chance()).orThrow();
    var installed = Patches.first(organisation, now).orThrow();
    var trust = ProbeTrust.only(setup.folder().resolve("probe-ca.pem")).orThrow();
    try (var children = Children.watched();
        var narrator = new Narrator(setup.out(), false, false);
        var load = new Load(trust, PACE, 1)) {
      var nodes =
          Nodes.mint(
              organisation,
              Nodes.Place.REHEARSAL,
              Patches.fileOf(installed),
              children,
              setup.folder().resolve("logs"),
              now);
      var patches = Patches.after(installed, organisation, now);
      var world = new World(setup, organisation, patches, nodes, children, load, narrator);
      nodes.start(load);
      var exits = new ArrayList<String>();
      world.approvedByAll(patches.good());
      for (var words : commands(world)) {
        exits.add(words.getFirst() + " " + setup.xps().run(words).exit());
      }
      children.end();
      return List.copyOf(exits);
    }
  }

  private static List<List<String>> commands(World world) {
    var good = world.patches().good();
    var trust = world.organisation().trustStore().toString();
    return List.of(
        List.of("attest", good.manifestFile().toString(), "--trust", trust),
        HotPatch.simulate(world, good),
        world.withPolicy("gate", good),
        List.of("repo", "push", good.manifestFile().toString(), "--repo", world.repoUrl()),
        Apply.words(world, good),
        List.of("rollout", "list", "--home", world.organisation().home().toString()),
        List.of("audit", "verify", world.audit().toString(), "--trust", trust),
        List.of("explain", "RBAC_MISSING"));
  }

  /** What people and pipelines call most, on the documents of the quick start. */
  public static List<List<String>> commandsOn(Path example) {
    var manifest = example.resolve("patch_manifest.json").toString();
    var plan = example.resolve("rollout_plan.yaml").toString();
    var policy = example.resolve("orchestrator.policy.yaml").toString();
    var trust = List.of("--trust", example.resolve("trust_store.json").toString());
    var fleet = joined(List.of("--fleet", example.resolve("fleet.yaml").toString()), trust);
    var patch = joined(List.of("--manifest", manifest), fleet);
    return List.of(
        joined(List.of("attest", manifest), trust),
        joined(List.of("plan", "check", plan), patch),
        joined(List.of("plan", "simulate", plan), patch),
        joined(
            List.of("gate", manifest, "--plan", plan, "--policy", policy, "--env", "prod"), fleet),
        List.of("trust", "list", example.resolve("trust_store.json").toString()),
        List.of("explain", "RBAC_MISSING"));
  }

  private static List<String> joined(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
