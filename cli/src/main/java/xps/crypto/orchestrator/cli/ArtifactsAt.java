package xps.crypto.orchestrator.cli;

import java.nio.file.Path;
import xps.crypto.orchestrator.attest.ArtifactSource;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.document.Outcome;

/** Where the files of a patch lie. */
sealed interface ArtifactsAt {
  /** In the manifest's folder. */
  record BesideManifest() implements ArtifactsAt {}

  /** In another folder; the SBOM lies beside the manifest all the same. */
  record Folder(Path folder) implements ArtifactsAt {}

  /** In a repository. */
  record InRepo(RepoUrl url) implements ArtifactsAt {}

  /** Adds {@code --artifacts} and {@code --repo}. */
  static void describe(Options options) {
    options
        .optional("--artifacts", "DIR", "Where the artifacts lie; else beside the manifest.")
        .optional("--repo", "URL", "The repository that holds the artifacts.");
  }

  /** What the command line says; {@code USAGE} where it says both. */
  static Outcome<ArtifactsAt> of(Call call) {
    var folder = call.optionalPath("--artifacts");
    var repo = call.optional("--repo");
    if (folder.isPresent() && repo.isPresent()) {
      return Outcome.refused(
          Usage.problem(
              "--artifacts and --repo can't both be where the artifacts are",
              "--repo",
              "give one of them"));
    }
    if (repo.isPresent()) {
      return RepoUrl.parse(repo.get()).map(InRepo::new);
    }
    return Outcome.ok(folder.<ArtifactsAt>map(Folder::new).orElseGet(BesideManifest::new));
  }

  /** The files of that manifest. */
  default Outcome<ArtifactSource> source(Manifest manifest) {
    return switch (this) {
      case BesideManifest _ -> Outcome.ok(ArtifactSource.folder(manifest.folder().orElseThrow()));
      case Folder(var folder) ->
          Outcome.ok(ArtifactSource.folders(folder, manifest.folder().orElseThrow()));
      case InRepo(var url) -> url.existing().map(repo -> repo.patch(manifest.bodyDigest()));
    };
  }
}
