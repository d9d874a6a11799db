package xps.crypto.orchestrator.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.util.List;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.bind.NodeReport;
import xps.crypto.orchestrator.bind.Repo;
import xps.crypto.orchestrator.cli.demo.attack.HostileRunner;
import xps.crypto.orchestrator.cli.demo.attack.Loot;
import xps.crypto.orchestrator.cli.demo.attack.Siege;
import xps.crypto.orchestrator.cli.demo.attack.Verdict;
import xps.crypto.orchestrator.cli.demo.attack.Victims;

/** Part 7: somebody has the control plane, with all its keys. */
final class TakenOver {
  private static final Victims VICTIMS = new Victims("wallet-3", "api-3", "validator-2");

  private final World world;
  private final Checks checks;

  private TakenOver(World world) {
    this.world = world;
    this.checks = new Checks(world.narrator());
  }

  /** What the part comes to, and how many of the attempts were refused. */
  record Told(PartResult result, int attempts, int refused) {}

  /** One node's owner wants no change today, and says so where nobody else can: at the node. */
  static void prepare(World world) throws IOException {
    var node = VICTIMS.shut();
    world.nodes().killAgent(node);
    OwnersHand.shut(
        world.nodes().folder(node),
        world.organisation().charter().hours(),
        world.setup().clock().instant());
    world.nodes().startAgent(node);
  }

  static Told tell(World world) throws IOException, InterruptedException, GeneralSecurityException {
    world
        .narrator()
        .part(
            7,
            "We hand you the control plane.",
            "orchestrator key, log key, agents' CA, all of it");
    return new TakenOver(world).tell();
  }

  private Told tell() throws IOException, InterruptedException, GeneralSecurityException {
    var setup = world.setup();
    var organisation = world.organisation();
    var workshop = Files.createDirectories(organisation.folder().resolve("hostile"));
    var last = Records.about(world.patches().better().manifest().bodyDigest(), world);
    var papers = new Arsenal(world, VICTIMS).papers(last.rollout().orElseThrow());
    var loot =
        Loot.of(
            organisation.home(),
            TrustStore.load(organisation.trustStore()),
            setup.clock().instant(),
            setup.chance());
    var attempts = Siege.of(papers, VICTIMS, setup.chance());
    int refused = 0;
    try (var hostile =
        HostileRunner.at(
            world.nodes().place().controlPlane(),
            loot,
            Repo.filesystem(world.repo()),
            papers.environment(),
            workshop,
            setup.clock())) {
      for (var attempt : attempts) {
        world.narrator().shows(() -> attempt.name() + " → " + attempt.node());
        refused += told(hostile.push(attempt)) ? 1 : 0;
      }
    }
    world.narrator().shows(() -> "");
    checks.that(
        world.isServedEverywhere(world.patches().better()),
        "afterwards every node still answers by 3.2.3",
        () -> "3.2.3 answers at " + world.serving(Patches.moduleOf(world.patches().better())));
    return new Told(
        new PartResult("control-plane-taken-over", checks.ok(), 0), attempts.size(), refused);
  }

  private boolean told(Verdict verdict) {
    var attempt = verdict.attempt();
    var row =
        Table.of(
                List.of(
                    List.of("x".repeat(36), "x".repeat(11), "check 10", ""),
                    List.of(
                        attempt.name(),
                        attempt.node(),
                        "check " + attempt.check(),
                        attempt.code().name())))
            .getLast();
    return checks.that(verdict.isAsForetold(), row, () -> instead(verdict));
  }

  private static String instead(Verdict verdict) {
    return verdict.answer().map(TakenOver::instead).orElse("the node said nothing");
  }

  private static String instead(NodeReport report) {
    return report.state().text()
        + report.problem().map(problem -> " " + problem).orElse("")
        + (report.check().isPresent() ? " by check " + report.check().getAsInt() : "");
  }
}
