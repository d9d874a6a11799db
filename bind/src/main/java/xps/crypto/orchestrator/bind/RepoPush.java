package xps.crypto.orchestrator.bind;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.ArtifactSource;
import xps.crypto.orchestrator.attest.ContentCheck;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.SignatureUnion;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/**
 * Takes a manifest and everything it names into a folder. Objects first, the manifest last: whoever
 * finds it finds everything that it names, whatever else is pushed at the same time.
 */
final class RepoPush {
  private final RepoLayout layout;
  private final Manifest manifest;
  private final ArtifactSource from;
  private final List<Problem> problems = new ArrayList<>();

  RepoPush(RepoLayout layout, Manifest manifest, ArtifactSource from) {
    this.layout = layout;
    this.manifest = manifest;
    this.from = from;
  }

  Outcome<Sha256> push() throws IOException {
    try (var _ = RepoLock.push(layout.folder())) {
      for (var artifact : manifest.artifacts()) {
        artifact(artifact);
      }
      var sbom = sbom();
      if (problems.isEmpty()) {
        try (var _ = RepoLock.manifests(layout.folder())) {
          finish(sbom);
        }
      }
    }
    return Outcome.unless(problems, manifest::bodyDigest);
  }

  private void artifact(Artifact artifact) throws IOException {
    var objects = layout.objects();
    var object = new DurableFile(objects, artifact.sha256().hex());
    var present = RepoLayout.open(objects, object.name(), 0);
    try (var check = ContentCheck.of(artifact, Repo.MAX_OBJECT_BYTES, Optional.empty())) {
      List<Problem> wrong;
      if (present.isPresent()) {
        try (var in = present.get().content()) {
          check.read(in, (_, _) -> {});
        }
        wrong = damaged(check.problems(object.path().toString()));
      } else {
        wrong = copy(artifact, object, check);
      }
      problems.addAll(wrong);
      if (wrong.isEmpty() && artifact.tree().isPresent() && check.leaves().isPresent()) {
        leaves(artifact.tree().get().leavesName(), check.leaves().get());
      }
    }
  }

  private List<Problem> copy(Artifact artifact, DurableFile object, ContentCheck check)
      throws IOException {
    var at = from.describe() + ": " + artifact.name();
    var content = from.artifact(artifact);
    if (content.isEmpty()) {
      return List.of(Problem.of(Code.ARTIFACT_MISSING, "there is no file of this name", at));
    }
    try (var in = content.get()) {
      return object.write(in, check, at);
    }
  }

  private static List<Problem> damaged(List<Problem> wrong) {
    return wrong.stream()
        .map(problem ->
            new Problem(
                problem.code(),
                "the repository holds other bytes under this digest: " + problem.message(),
                problem.where(),
                "find out who can write there, delete the file and push again"))
        .toList();
  }

  /** They were found out from the right bytes; other ones under this name were put there. */
  private void leaves(String name, Bytes leaves) throws IOException {
    var present = RepoLayout.small(layout.objects(), name, leaves.size());
    if (present.isEmpty() || !Arrays.equals(present.get(), leaves.toArray())) {
      new DurableFile(layout.objects(), name).write(leaves.toArray());
    }
  }

  private Optional<byte[]> sbom() throws IOException {
    var name = manifest.metadata().sbom();
    if (name.isEmpty()) {
      return Optional.empty();
    }
    if (name.get().equals(RepoLayout.MANIFEST)) {
      problems.add(
          new Problem(
              Code.MANIFEST_INVALID,
              "the SBOM has the name that the manifest itself has in a repository",
              manifest.id(),
              "give the SBOM another name, and have the manifest signed again"));
      return Optional.empty();
    }
    var bound = manifest.metadata().sbomSha256();
    var content = from.beside(name.get(), bound, RepoLayout.MAX_SMALL_BYTES);
    if (content.isPresent() && bound.isPresent() && !Sha256.of(content.get()).equals(bound.get())) {
      problems.add(
          Problem.of(Code.SBOM_MISMATCH, "the SBOM's digest isn't the manifest's", name.get()));
    }
    return content;
  }

  private void finish(Optional<byte[]> sbom) throws IOException {
    Path patch = layout.patch(manifest.bodyDigest());
    if (sbom.isPresent()) {
      sbom(patch, manifest.metadata().sbom().orElseThrow(), sbom.get());
    }
    var present = RepoLayout.manifest(patch);
    var document =
        present.isPresent() && present.get() instanceof Outcome.Ok<Manifest>(var other, _)
            ? SignatureUnion.of(other, manifest)
            : Outcome.ok(manifest.document());
    switch (document) {
      case Outcome.Refused<Value.Obj>(var refused) -> problems.addAll(refused);
      case Outcome.Ok<Value.Obj>(var whole, _) when problems.isEmpty() ->
          new DurableFile(patch, RepoLayout.MANIFEST).write(Json.pretty(whole).getBytes(UTF_8));
      case Outcome.Ok<Value.Obj> _ -> {}
    }
  }

  /** An SBOM that no signature covers can't be told from another; so the first one stays. */
  private void sbom(Path patch, String name, byte[] content) throws IOException {
    var present = RepoLayout.small(patch, name, RepoLayout.MAX_SMALL_BYTES);
    if (present.isEmpty()
        || (manifest.metadata().sbomSha256().isPresent()
            && !Arrays.equals(present.get(), content))) {
      new DurableFile(patch, name).write(content);
    } else if (!Arrays.equals(present.get(), content)) {
      problems.add(
          Problem.of(
              Code.SBOM_MISMATCH,
              "the repository has another SBOM for this patch, and no signature says which is right",
              patch.resolve(name).toString()));
    }
  }
}
