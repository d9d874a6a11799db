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
import xps.crypto.orchestrator.cli.organisation.Machine;
import xps.crypto.orchestrator.cli.organisation.Organisation;
import xps.crypto.orchestrator.cli.organisation.Pace;
import xps.crypto.orchestrator.document.Outcome;

/** The story, from its beginning to its end. */
public final class Demo {
  /** Of one node: no more than 25 calls a second. */
  private static final Duration PACE = Duration.ofMillis(50);

  /** In a hurry the machine is needed for the story itself. */
  private static final Duration FAST_PACE = Duration.ofMillis(250);

  /** For people to read a part before the next one begins. */
  private static final Duration PAUSE = Duration.ofMillis(2_500);

  /**
   * Probes as often as a plan may; but a machine that runs a whole fleet may have other work as
   * well, and nobody is to call a node ill because of that.
   */
  private static final Pace PROBES =
      new Pace(Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofSeconds(60));

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
    var charter = Charter.usual(now).withPace(PROBES).withMachines(eight());
    Outcome.unless(Nodes.obstacles(charter.machines()), () -> charter).orThrow();
    try (var narrator = new Narrator(setup.out(), setup.live(), setup.colour())) {
      narrator.titled("XPS demo: 8 nodes in 2 regions, 3 patches, and a thief with every key");
      narrator.shows(() -> "founding an organisation, building modules with cc …");
      var organisation = Organisation.found(setup.folder(), charter, now, setup.chance()).orThrow();
      var summary = among(setup, organisation, narrator);
      Ending.tell(setup, summary, narrator);
      return summary;
    }
  }

  /** Three validators, of which two have to stay up, and what else a region has. */
  private static List<Machine> eight() {
    return Machine.nine().stream().filter(machine -> !machine.id().equals("wallet-2")).toList();
  }

  /** None of the processes is there any more when this returns. */
  private static Summary among(Setup setup, Organisation organisation, Narrator narrator)
      throws IOException, InterruptedException, GeneralSecurityException {
    var now = setup.clock().instant();
    var installed = Patches.first(organisation, now).orThrow();
    var trust = ProbeTrust.only(setup.folder().resolve("probe-ca.pem")).orThrow();
    try (var children = Children.watched();
        var _ = LastWill.of(setup, children);
        var load = new Load(trust, setup.fast() ? FAST_PACE : PACE, setup.chance().nextLong())) {
      var nodes =
          Nodes.mint(
              organisation,
              Nodes.Place.DEMO,
              Patches.fileOf(installed),
              children,
              setup.folder().resolve("logs"),
              now);
      narrator.counts(() -> counted(load.tally()));
      narrator.says("Everything is on this machine, in " + setup.folder() + ":");
      narrator.says("each node an agent and an HTTPS service, called all the time and checked.");
      narrator.shows(() -> nodes.ready() + " of 8 services answer");
      nodes.start(load);
      // Beside the starting nodes: the compiler is quick, they are not.
      var patches = Patches.after(installed, organisation, now);
      var world = new World(setup, organisation, patches, nodes, children, load, narrator);
      return new Demo(world).tell();
    }
  }

  private Summary tell() throws IOException, InterruptedException, GeneralSecurityException {
    var hot = HotPatch.tell(world);
    end(hot.result());
    if (world.nodes().ready() < world.nodes().ids().size()) {
      return summary(hot, "", 0, new TakenOver.Told(new PartResult("", false, 0), 0, 0));
    }
    var bad = BadPatch.tell(world);
    end(bad.result());
    end(Forgeries.tell(world));
    var kills = Kills.tell(world);
    parts.add(kills.getFirst());
    end(kills.getLast());
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
