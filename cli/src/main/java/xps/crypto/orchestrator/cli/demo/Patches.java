package xps.crypto.orchestrator.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.cli.organisation.CCompiler;
import xps.crypto.orchestrator.cli.organisation.ModuleBuild;
import xps.crypto.orchestrator.cli.organisation.Organisation;
import xps.crypto.orchestrator.cli.organisation.PatchFolder;
import xps.crypto.orchestrator.cli.organisation.PatchOrder;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Sha256;

/**
 * The modules of the story, each signed by the organisation's release key.
 *
 * @param installed 3.2.0: what every node runs at first
 * @param good 3.2.1: the hot patch
 * @param bad 3.2.2: signed and approved like every other, and wrong
 * @param better 3.2.3: what comes after it
 * @param next 3.2.4: signed and approved, for later
 * @param wallets 3.2.5: for wallets only
 */
record Patches(
    PatchFolder installed,
    PatchFolder good,
    PatchFolder bad,
    PatchFolder better,
    PatchFolder next,
    PatchFolder wallets) {

  /** Builds and signs them; the founding document's patch at the top, the others below. */
  static Outcome<Patches> make(Organisation organisation, Instant now) throws IOException {
    var maker = new Maker(organisation, now);
    var probe = CCompiler.build(maker.folderOf("3.2.0"), List.of(ModuleBuild.sha256("3.2.0")));
    if (probe instanceof Outcome.Refused<List<Path>>(var problems)) {
      return Outcome.refused(problems);
    }
    return Outcome.ok(
        new Patches(
            maker.sign("3.2.0", probe.orThrow(), PatchOrder.EVERY_ROLE),
            maker.make(ModuleBuild.sha256("3.2.1"), PatchOrder.EVERY_ROLE),
            maker.make(ModuleBuild.sha256("3.2.2").withBadDigest(), PatchOrder.EVERY_ROLE),
            maker.make(ModuleBuild.sha256("3.2.3"), PatchOrder.EVERY_ROLE),
            maker.make(ModuleBuild.sha256("3.2.4"), PatchOrder.EVERY_ROLE),
            maker.make(ModuleBuild.sha256("3.2.5"), List.of("wallet"))));
  }

  private record Maker(Organisation organisation, Instant now) {
    Path folderOf(String version) throws IOException {
      return version.equals("3.2.1")
          ? organisation.folder()
          : Files.createDirectories(organisation.folder().resolve("patches").resolve(version));
    }

    PatchFolder make(ModuleBuild build, List<String> targets) throws IOException {
      var built = CCompiler.build(folderOf(build.version()), List.of(build)).orThrow();
      return sign(build.version(), built, targets);
    }

    PatchFolder sign(String version, List<Path> built, List<String> targets) throws IOException {
      var order =
          PatchOrder.of(
                  PatchOrder.idOf(now) + (version.equals("3.2.1") ? "" : "-" + version), version)
              .onlyFor(targets.toArray(String[]::new));
      return PatchFolder.make(
              order, folderOf(version), built, List.of(organisation.staff().release()), now)
          .orThrow();
    }
  }

  /** The digest of a patch's one module. */
  static Sha256 moduleOf(PatchFolder patch) {
    return patch.manifest().artifacts().stream().map(Artifact::sha256).findFirst().orElseThrow();
  }

  /** The file of a patch's one module. */
  static Path fileOf(PatchFolder patch) {
    return patch.folder().resolve(patch.manifest().artifacts().getFirst().name());
  }
}
