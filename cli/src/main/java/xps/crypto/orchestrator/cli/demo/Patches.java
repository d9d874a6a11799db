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

  /**
   * Builds what the nodes are to run at first.
   *
   * @return {@code USAGE} with the package to install where this machine has no compiler
   */
  static Outcome<PatchFolder> first(Organisation organisation, Instant now) throws IOException {
    var maker = new Maker(organisation, now);
    var build = ModuleBuild.sha256("3.2.0");
    return switch (CCompiler.build(maker.folderOf(build.version()), List.of(build))) {
      case Outcome.Refused<List<Path>>(var problems) -> Outcome.refused(problems);
      case Outcome.Ok<List<Path>>(var built, _) ->
          Outcome.ok(maker.sign(build.version(), built, PatchOrder.EVERY_ROLE));
    };
  }

  /** Builds and signs the others; the founding document's patch lies at the top. */
  static Patches after(PatchFolder installed, Organisation organisation, Instant now)
      throws IOException {
    var maker = new Maker(organisation, now);
    return new Patches(
        installed,
        maker.make(ModuleBuild.sha256("3.2.1"), PatchOrder.EVERY_ROLE),
        maker.make(ModuleBuild.sha256("3.2.2").withBadDigest(), PatchOrder.EVERY_ROLE),
        maker.make(ModuleBuild.sha256("3.2.3"), PatchOrder.EVERY_ROLE),
        maker.make(ModuleBuild.sha256("3.2.4"), PatchOrder.EVERY_ROLE),
        maker.make(ModuleBuild.sha256("3.2.5"), List.of("wallet")));
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
