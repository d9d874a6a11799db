package xps.crypto.orchestrator.bind;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.Artifact;
import xps.crypto.orchestrator.attest.ArtifactSource;
import xps.crypto.orchestrator.attest.ContentCheck;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.SbomSummary;
import xps.crypto.orchestrator.attest.SignatureUnion;
import xps.crypto.orchestrator.attest.Verifier;
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
  private final Optional<Verifier> verifier;
  private final List<Problem> problems = new ArrayList<>();

  RepoPush(RepoLayout layout, Manifest manifest, ArtifactSource from, Optional<Verifier> verifier) {
    this.layout = layout;
    this.manifest = manifest;
    this.from = from;
    this.verifier = verifier;
  }

  /**
   * Looks at everything first: a push that is refused leaves nothing behind, not even an empty
   * repository. What was right then may have changed since, so it is looked at again while it is
   * written.
   */
  Outcome<Sha256> push() throws IOException {
    for (var artifact : manifest.artifacts()) {
      problems.addAll(read(artifact, RepoPush::look));
    }
    var sbom = sbom();
    if (problems.isEmpty()) {
      layout.refuseLinks(manifest.bodyDigest());
      try (var _ = RepoLock.push(layout.folder())) {
        for (var artifact : manifest.artifacts()) {
          write(artifact);
        }
        if (problems.isEmpty()) {
          try (var _ = RepoLock.manifests(layout.folder())) {
            finish(sbom);
          }
        }
      }
    }
    return Outcome.unless(problems, manifest::bodyDigest);
  }

  /** What is done with the bytes of an artifact; says what is wrong with them. */
  private interface Receiver {
    List<Problem> receive(InputStream in, ContentCheck check, String where) throws IOException;
  }

  private static List<Problem> look(InputStream in, ContentCheck check, String where)
      throws IOException {
    check.read(in, (_, _) -> {});
    return check.problems(where);
  }

  /** Puts an artifact where it belongs. One that is there is read only for its tree. */
  private void write(Artifact artifact) throws IOException {
    boolean isHere = RepoLayout.isFile(layout.objects(), artifact.sha256().hex());
    if (!isHere || artifact.tree().isPresent()) {
      problems.addAll(
          read(
              artifact,
              (in, check, where) -> {
                var wrong =
                    isHere ? look(in, check, where) : object(artifact).write(in, check, where);
                if (wrong.isEmpty() && artifact.tree().isPresent() && check.leaves().isPresent()) {
                  leaves(artifact.tree().get().leavesName(), check.leaves().get());
                }
                return wrong;
              }));
    }
  }

  private List<Problem> read(Artifact artifact, Receiver receiver) throws IOException {
    try (var check = ContentCheck.of(artifact, Repo.MAX_OBJECT_BYTES, Optional.empty())) {
      var object = object(artifact);
      var present = RepoLayout.open(object.folder(), object.name(), 0);
      if (present.isPresent()) {
        try (var in = present.get().content()) {
          return damaged(receiver.receive(in, check, object.path().toString()));
        }
      }
      var where = from.describe() + "/" + artifact.name();
      var content = from.artifact(artifact);
      if (content.isEmpty()) {
        return List.of(Problem.of(Code.ARTIFACT_MISSING, "there is no file of this name", where));
      }
      try (var in = content.get()) {
        return receiver.receive(in, check, where);
      }
    }
  }

  private DurableFile object(Artifact artifact) {
    return new DurableFile(layout.objects(), artifact.sha256().hex());
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
    var content = from.beside(name.get(), bound, SbomSummary.MOST_BYTES);
    if (content.isPresent() && content.get().length > SbomSummary.MOST_BYTES) {
      problems.add(
          new Problem(
              Code.SBOM_INVALID,
              "the SBOM is longer than " + SbomSummary.MOST_BYTES + " bytes, which nobody reads",
              from.placeOf(name.get()),
              "leave out of the SBOM what is not about this patch"));
    } else if (content.isPresent()
        && bound.isPresent()
        && !Sha256.of(content.get()).equals(bound.get())) {
      problems.add(
          Problem.of(
              Code.SBOM_MISMATCH,
              "the SBOM's digest isn't the manifest's",
              from.placeOf(name.get())));
    }
    return content;
  }

  private void finish(Optional<byte[]> sbom) throws IOException {
    layout.refuseLinks(manifest.bodyDigest()); // artifacts take long, and others write here
    Path patch = layout.patch(manifest.bodyDigest());
    if (sbom.isPresent()) {
      sbom(patch, manifest.metadata().sbom().orElseThrow(), sbom.get());
    }
    var present = RepoLayout.manifest(patch);
    var document =
        present.isPresent() && present.get() instanceof Outcome.Ok<Manifest>(var other, _)
            ? SignatureUnion.of(other, manifest, verifier)
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
    var present = RepoLayout.small(patch, name, SbomSummary.MOST_BYTES);
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
