package xps.crypto.orchestrator.cli.demo;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import xps.crypto.orchestrator.bind.ProbeTrust;
import xps.crypto.orchestrator.cli.demo.load.Load;
import xps.crypto.orchestrator.cli.demo.load.Tally;
import xps.crypto.orchestrator.cli.demo.process.Children;
import xps.crypto.orchestrator.cli.organisation.Charter;
import xps.crypto.orchestrator.cli.organisation.Organisation;
import xps.crypto.orchestrator.cli.organisation.Pace;
import xps.crypto.orchestrator.document.Outcome;

/** The story, from its beginning to its end. */
public final class Demo {
  /**
   * Of one node: some 16 calls a second; they are to be served beside the story, not instead of it.
   */
  private static final Duration PACE = Duration.ofMillis(60);

  /** For people to read a part before the next one begins. */
  private static final Duration PAUSE = Duration.ofMillis(2_500);

  private final World world;
  private final List<PartResult> parts = new ArrayList<>();

  private Demo(World world) {
    this.world = world;
  }

  /**
   * Tells it. Refused, by an exception and before anything was started, where this machine lacks
   * what it needs.
   */
  public static Summary tell(Setup setup)
      throws IOException, InterruptedException, GeneralSecurityException {
    var now = setup.clock().instant();
    var charter = Charter.usual(now).withPace(Pace.BRISK);
    Outcome.unless(Nodes.obstacles(charter.machines()), () -> charter).orThrow();
    try (var narrator = new Narrator(setup.out(), setup.live(), setup.colour())) {
      narrator.titled("XPS demo: 9 nodes in 2 regions, 3 patches, and a thief with every key");
      narrator.shows(() -> "founding an organisation, building modules with cc …");
      var organisation = Organisation.found(setup.folder(), charter, now, setup.chance()).orThrow();
      var patches = Patches.make(organisation, now).orThrow();
      var summary = among(setup, organisation, patches, narrator);
      Ending.tell(setup, summary, narrator);
      return summary;
    }
  }

  /** None of the processes is there any more when this returns. */
  private static Summary among(
      Setup setup, Organisation organisation, Patches patches, Narrator narrator)
      throws IOException, InterruptedException, GeneralSecurityException {
    var trust = ProbeTrust.only(setup.folder().resolve("probe-ca.pem")).orThrow();
    try (var children = Children.watched();
        var load = new Load(trust, PACE, setup.chance().nextLong())) {
      var nodes =
          Nodes.mint(
              organisation,
              Nodes.Place.DEMO,
              Patches.fileOf(patches.installed()),
              children,
              setup.folder().resolve("logs"),
              setup.clock().instant());
      return new Demo(new World(setup, organisation, patches, nodes, children, load, narrator))
          .tell();
    }
  }

  private Summary tell() throws IOException, InterruptedException, GeneralSecurityException {
    var narrator = world.narrator();
    narrator.counts(() -> counted(world.load().tally()));
    narrator.says("Everything is on this machine, in " + world.setup().folder() + ":");
    narrator.says("each node an agent and an HTTPS service, called all the time and checked.");
    narrator.shows(() -> world.nodes().ready() + " of 9 services answer");
    world.nodes().start(world.load());
    var hot = HotPatch.tell(world);
    end(hot.result());
    if (world.nodes().ready() < world.nodes().ids().size()) {
      return summary(hot, "", 0, new TakenOver.Told(new PartResult("", false, 0), 0, 0));
    }
    var bad = BadPatch.tell(world);
    end(bad.result());
    end(Forgeries.tell(world));
    for (var part : Kills.tell(world)) {
      end(part);
    }
    TakenOver.prepare(world);
    var log = LogPart.tell(world);
    end(log.result());
    var siege = TakenOver.tell(world);
    end(siege.result());
    return summary(hot, bad.canary(), log.records(), siege);
  }

  private void end(PartResult part) throws InterruptedException {
    parts.add(part);
    world.narrator().reckons();
    if (world.setup().live() && !world.setup().fast()) {
      new CountDownLatch(1).await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static String counted(Tally tally) {
    return "calls " + Summary.number(tally.made()) + " · lost " + Summary.number(tally.lost());
  }

  private Summary summary(HotPatch.Told hot, String canary, long records, TakenOver.Told siege)
      throws IOException {
    world.load().close();
    var tally = world.load().tally();
    var bad = Patches.moduleOf(world.patches().bad()).hex();
    long atCanary = tally.wrong(who -> who.node().equals(canary) && who.module().equals(bad));
    var summary =
        new Summary(
            parts,
            tally.made(),
            tally.lost(),
            tally.wrong(_ -> true) - atCanary,
            canary,
            atCanary,
            hot.waves(),
            records,
            siege.attempts(),
            siege.refused());
    report(summary, tally);
    return summary;
  }

  private void report(Summary summary, Tally tally) throws IOException {
    var narrator = world.narrator();
    narrator.counts(() -> "");
    narrator.says("");
    narrator.table(summary.rows());
    if (!summary.ok()) {
      for (var complaint : tally.complaints()) {
        narrator.fails("lost: " + complaint);
      }
      for (var casualty : world.nodes().casualties()) {
        narrator.fails(casualty);
      }
    }
  }
}
