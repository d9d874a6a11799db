package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.ArtifactSource;
import xps.crypto.orchestrator.attest.ContentCheck;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.SbomSummary;
import xps.crypto.orchestrator.bind.Repo;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;

/**
 * The folder that a patch is fetched into. The names of its files are anybody's choice who can
 * push: one that is that of a trust store must not have it replaced. So a file that is there stays,
 * and everything is looked at before anything is written. What an earlier fetch has left is gone on
 * with.
 */
record FetchFolder(Path folder, InstantSource clock) {
  private static final String MANIFEST = "patch_manifest.json";

  /** Brings the patch here, the manifest last; says where that is. */
  Outcome<Path> bring(Repo repo, Manifest manifest) throws IOException {
    var from = repo.patch(manifest.bodyDigest());
    var problems = new ArrayList<Problem>(look(from, manifest));
    if (!problems.isEmpty()) {
      return Outcome.refused(problems);
    }
    Files.createDirectories(folder);
    for (var artifact : manifest.artifacts()) {
      problems.addAll(repo.fetch(artifact, folder.resolve(artifact.name()), clock).problems());
    }
    if (!problems.isEmpty()) {
      return Outcome.refused(problems);
    }
    for (var name : beside(manifest)) {
      var content = from.beside(name, digest(manifest, name), mostBytes(manifest, name));
      if (content.isPresent()) {
        problems.addAll(put(folder.resolve(name), content.get()).problems());
      }
    }
    return problems.isEmpty()
        ? put(folder.resolve(MANIFEST), text(manifest))
        : Outcome.refused(problems);
  }

  private List<Problem> look(ArtifactSource from, Manifest manifest) throws IOException {
    var problems = new ArrayList<Problem>();
    for (var artifact : manifest.artifacts()) {
      var file = folder.resolve(artifact.name());
      if (artifact.name().equals(MANIFEST)) {
        problems.add(
            new Problem(
                Code.MANIFEST_INVALID,
                "an artifact has the name that the manifest itself has",
                manifest.id(),
                "give the artifact another name, and have the manifest signed again"));
      } else if (isThere(file) && !isThat(file, artifact)) {
        problems.add(inTheWay(file));
      }
      var part = folder.resolve("." + artifact.name() + ".part");
      if (isThere(part) && !Files.isRegularFile(part, LinkOption.NOFOLLOW_LINKS)) {
        problems.add(inTheWay(part));
      }
    }
    for (var name : beside(manifest)) {
      var digest = digest(manifest, name);
      int most = mostBytes(manifest, name);
      var content = from.beside(name, digest, most);
      if (content.isPresent() && content.get().length > most) {
        problems.add(tooLong(from.placeOf(name), most));
      } else if (content.isPresent()) {
        problems.addAll(lookBeside(from, name, digest, content.get()));
      }
    }
    var file = folder.resolve(MANIFEST);
    if (isThere(file) && !isThat(file, text(manifest))) {
      problems.add(inTheWay(file));
    }
    return problems;
  }

  private List<Problem> lookBeside(
      ArtifactSource from, String name, Optional<Sha256> digest, byte[] content)
      throws IOException {
    if (digest.isPresent() && !digest.get().equals(Sha256.of(content))) {
      return List.of(
          Problem.of(
              Code.SBOM_MISMATCH,
              "the repository has another SBOM than was signed for",
              from.placeOf(name)));
    }
    var file = folder.resolve(name);
    return isThere(file) && !isThat(file, content) ? List.of(inTheWay(file)) : List.of();
  }

  /** The small files of a patch: lists of leaves, and the SBOM. */
  private static List<String> beside(Manifest manifest) {
    var names = new ArrayList<String>();
    for (var artifact : manifest.artifacts()) {
      artifact.tree().ifPresent(tree -> names.add(tree.leavesName()));
    }
    manifest.metadata().sbom().ifPresent(names::add);
    return names;
  }

  private static Optional<Sha256> digest(Manifest manifest, String name) {
    var metadata = manifest.metadata();
    return metadata.sbom().filter(name::equals).flatMap(_ -> metadata.sbomSha256());
  }

  /** No more than attest reads of it. */
  private static int mostBytes(Manifest manifest, String name) {
    return manifest.metadata().sbom().filter(name::equals).isPresent()
        ? SbomSummary.MOST_BYTES
        : ContentCheck.MOST_LEAVES_BYTES;
  }

  private static Problem tooLong(String where, int most) {
    return new Problem(
        Code.SIZE_MISMATCH,
        "this is longer than the " + most + " bytes that are read of it",
        where,
        "find out who can write there, then delete it and push the patch again");
  }

  private static byte[] text(Manifest manifest) {
    return Json.pretty(manifest.document()).getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isThere(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isThat(Path file, Artifact artifact) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
        var check = ContentCheck.of(artifact, Repo.MAX_OBJECT_BYTES, Optional.empty())) {
      check.read(in, (_, _) -> {});
      return check.problems(file.toString()).isEmpty();
    }
  }

  private static boolean isThat(Path file, byte[] content) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && Files.size(file) == content.length
        && Arrays.equals(Files.readAllBytes(file), content);
  }

  private static Problem inTheWay(Path file) {
    return Usage.problem(
        "there is another file of this name, which a patch never replaces; nothing was fetched",
        file.toString(),
        "fetch into an empty folder with --out");
  }

  /** Writes a file, unless the very same is there already; another one stays. */
  private static Outcome<Path> put(Path file, byte[] content) throws IOException {
    return isThat(file, content) ? Outcome.ok(file) : Written.anew(file, content);
  }
}
