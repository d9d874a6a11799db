package xps.crypto.orchestrator.cli.organisation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.planner.RolloutPlan;

/** An organisation with the first patch that it signed; both lie in one folder. */
public record Founding(Organisation organisation, PatchFolder patch) {
  /** The version of the founding document's patch. */
  private static final String VERSION = "3.2.1";

  /**
   * Founds an organisation and makes version 3.2.1 of both modules its patch.
   *
   * @return refused, and nothing written, where the folder isn't empty or the machine has no
   *     compiler
   */
  public static Outcome<Founding> in(Path folder, Charter charter, Instant now, SecureRandom random)
      throws IOException, GeneralSecurityException {
    var workshop = Files.createTempDirectory("xps-init-");
    try {
      var built = CCompiler.build(workshop, ModuleBuild.both(VERSION));
      if (built instanceof Outcome.Refused<List<Path>>(var problems)) {
        return Outcome.refused(problems);
      }
      var organisation = Organisation.found(folder, charter, now, random);
      if (organisation instanceof Outcome.Refused<Organisation>(var problems)) {
        return Outcome.refused(problems);
      }
      return patch(organisation.orThrow(), built.orThrow(), now);
    } finally {
      CCompiler.delete(workshop);
    }
  }

  private static Outcome<Founding> patch(Organisation organisation, List<Path> built, Instant now)
      throws IOException {
    var folder = organisation.folder();
    var artifacts = new ArrayList<Path>();
    for (var module : built) {
      var artifact = folder.resolve(String.valueOf(module.getFileName()));
      NewFile.write(artifact, Files.readAllBytes(module), "rw-r--r--");
      artifacts.add(artifact);
    }
    var charter = organisation.charter();
    var signers = organisation.staff().signers().subList(0, charter.requiredSignatures());
    var order = PatchOrder.of(PatchOrder.idOf(now), VERSION);
    return PatchFolder.make(order, folder, artifacts, signers, now)
        .map(patch -> new Founding(organisation, patch));
  }

  /** Lets every release manager approve the patch at once: then the gate asks only for the hour. */
  public Outcome<List<Path>> approve(Instant now) throws IOException {
    var plan = organisation.planFor(patch, now);
    if (plan instanceof Outcome.Refused<RolloutPlan>(var problems)) {
      return Outcome.refused(problems);
    }
    var files = new ArrayList<Path>();
    for (var manager : organisation.staff().releaseManagers()) {
      files.add(patch.file(organisation.approval(manager, plan.orThrow(), 1, now).orThrow()));
    }
    return Outcome.ok(List.copyOf(files));
  }
}
