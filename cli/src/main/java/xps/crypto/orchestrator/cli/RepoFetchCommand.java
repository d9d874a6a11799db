package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.attest.ArtifactSource;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.bind.Repo;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/**
 * {@code xps repo fetch PATCH}: brings a patch out of a repository into a folder, where it can be
 * attested. The manifest comes last, so a folder that has one is whole; who is cut off calls again,
 * and what has come stays.
 */
final class RepoFetchCommand implements Command {
  private static final String MANIFEST = "patch_manifest.json";

  /** What lies beside a manifest is no longer than a document that is read. */
  private static final int MOST_BYTES = 16 * 1024 * 1024;

  @Override
  public void describe(CommandSpec spec) {
    new Options(spec)
        .parameter("PATCH", "Its body digest as repo list shows it, or its id: the newest then.")
        .required("--repo", "URL", "The repository, like file:///srv/xps/patches.")
        .required("--out", "DIR", "Where it goes.")
        .optional("--version", "VERSION", "Which version of that id; else the newest.");
  }

  @Override
  public Answer run(Call call) throws IOException {
    var url = RepoUrl.parse(call.text("--repo")).orThrow();
    var out = call.path("--out");
    var repo = url.existing().orThrow();
    var manifest = wanted(call, repo, url).orThrow();
    var file = fetch(repo, manifest, out).orThrow();
    return Answer.of(
        Value.object()
            .put("patch", manifest.id())
            .put("version", manifest.version().toString())
            .put("body", manifest.bodyDigest())
            .put("manifest", file.toString())
            .build(),
        List.of(
            "✓ fetched " + manifest.id() + " " + manifest.version() + " to " + out,
            "",
            "  next: xps attest " + file + " --trust YOUR_TRUST_STORE.json"));
  }

  private static Outcome<Manifest> wanted(Call call, Repo repo, RepoUrl url) {
    List<Manifest> manifests;
    try {
      manifests = repo.manifests();
    } catch (IOException e) {
      return Outcome.refused(url.unreachable(e));
    }
    var patch = call.text("PATCH");
    var body = Sha256.parse(patch);
    var version = call.version("--version");
    var found =
        manifests.stream()
            .filter(manifest ->
                body.map(digest -> digest.equals(manifest.bodyDigest()))
                    .orElseGet(() -> manifest.id().equals(patch)))
            .filter(manifest -> version.isEmpty() || version.get().equals(manifest.version()))
            .reduce((_, later) -> later); // they are sorted by version
    return found
        .map(Outcome::ok)
        .orElseGet(() ->
            Outcome.refused(
                new Problem(
                    Code.NOT_FOUND,
                    "there is no such patch in " + url.text(),
                    patch,
                    "see what there is with xps repo list --repo " + url.text())));
  }

  private static Outcome<Path> fetch(Repo repo, Manifest manifest, Path out) throws IOException {
    Files.createDirectories(out);
    var problems = new ArrayList<Problem>();
    for (var artifact : manifest.artifacts()) {
      problems.addAll(repo.fetch(artifact, out.resolve(artifact.name())).problems());
    }
    if (!problems.isEmpty()) {
      return Outcome.refused(problems);
    }
    var from = repo.patch(manifest.bodyDigest());
    for (var artifact : manifest.artifacts()) {
      if (artifact.tree().isPresent()) {
        problems.addAll(beside(from, artifact.tree().get().leavesName(), Optional.empty(), out));
      }
    }
    var metadata = manifest.metadata();
    if (metadata.sbom().isPresent()) {
      problems.addAll(beside(from, metadata.sbom().get(), metadata.sbomSha256(), out));
    }
    var text = Json.pretty(manifest.document()).getBytes(StandardCharsets.UTF_8);
    return problems.isEmpty() ? put(out.resolve(MANIFEST), text) : Outcome.refused(problems);
  }

  private static List<Problem> beside(
      ArtifactSource from, String name, Optional<Sha256> digest, Path out) throws IOException {
    var content = from.beside(name, digest, MOST_BYTES);
    if (content.isPresent()
        && digest.isPresent()
        && !digest.get().equals(Sha256.of(content.get()))) {
      return List.of(
          Problem.of(
              Code.SBOM_MISMATCH,
              "the repository has another SBOM than was signed for",
              from.placeOf(name)));
    }
    return content.isPresent() ? put(out.resolve(name), content.get()).problems() : List.of();
  }

  /** Writes a file, unless the very same is there already. */
  private static Outcome<Path> put(Path file, byte[] content) throws IOException {
    return Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), content)
        ? Outcome.ok(file)
        : Written.anew(file, content);
  }
}
