package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.attest.Verifier;
import xps.crypto.orchestrator.bind.Repo;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/**
 * {@code xps repo fetch PATCH}: brings a patch out of a repository into a folder, where it can be
 * attested. The manifest comes last, so a folder that has one is whole; who is cut off calls again,
 * and what has come stays.
 *
 * <p>The newest of an id is whatever anybody has pushed under the highest version; with {@code
 * --trust} it is the newest that the trust store attests, and nothing else is written.
 */
final class RepoFetchCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    var options = new Options(spec);
    options
        .parameter("PATCH", "Its body digest as repo list shows it, or its id: the newest then.")
        .required("--repo", "URL", "The repository, like file:///srv/xps/patches.")
        .required("--out", "DIR", "Where it goes: an empty folder, or a fetch that was cut off.")
        .optional("--version", "VERSION", "Which version of that id; else the newest.")
        .optional("--trust", "FILE", "A trust store: only what it attests is fetched.");
    BulletinFile.describe(options);
  }

  @Override
  public Answer run(Call call) throws IOException {
    var url = RepoUrl.parse(call.text("--repo")).orThrow();
    var trust = call.optionalPath("--trust");
    if (trust.isEmpty() && call.flag("--bulletin")) {
      return Answer.refused(
          List.of(
              Usage.problem(
                  "nobody can say whether this bulletin counts without a trust store",
                  "--bulletin",
                  "give --trust as well")));
    }
    Optional<Verifier> verifier =
        trust.map(file ->
            PatchFiles.verifier(
                    file, BulletinFile.of(call), call.now(), call.clock(), Optional.empty())
                .orThrow());
    var repo = url.existing().orThrow();
    var found = found(call, repo, url).orThrow();
    var manifest =
        verifier.isPresent()
            ? attested(found, repo, verifier.get()).orThrow()
            : found.getLast(); // they are sorted by version
    var out = call.path("--out");
    var file = new FetchFolder(out, call.surroundings().clock()).bring(repo, manifest).orThrow();
    return Answer.of(
        Value.object()
            .put("patch", manifest.id())
            .put("version", manifest.version().toString())
            .put("body", manifest.bodyDigest())
            .put("manifest", file.toString())
            .put("attested", verifier.isPresent())
            .build(),
        List.of(
            "✓ fetched " + manifest.id() + " " + manifest.version() + " to " + out,
            "",
            verifier.isPresent()
                ? "  it is attested by " + trust.get()
                : "  nothing of it is attested yet: anybody who can push may have made it",
            "  next: xps attest "
                + file
                + " --trust "
                + trust.map(String::valueOf).orElse("YOUR_TRUST_STORE.json")));
  }

  /** Those that are meant, at least one, the newest last. */
  private static Outcome<List<Manifest>> found(Call call, Repo repo, RepoUrl url) {
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
            .toList();
    return found.isEmpty()
        ? Outcome.refused(
            new Problem(
                Code.NOT_FOUND,
                "there is no such patch in " + url.text(),
                patch,
                "see what there is with xps repo list --repo " + url.text()))
        : Outcome.ok(found);
  }

  /** The newest that is signed as it has to be, with all its files; else why the newest isn't. */
  private static Outcome<Manifest> attested(List<Manifest> found, Repo repo, Verifier verifier) {
    var problems = new ArrayList<Problem>();
    for (var manifest : found.reversed()) {
      var signed = verifier.requireSignatures(manifest);
      if (signed.isOk()) {
        return verifier.requireAll(manifest, repo.patch(manifest.bodyDigest())).map(_ -> manifest);
      }
      if (problems.isEmpty()) {
        problems.addAll(signed.problems());
      }
    }
    return Outcome.refused(problems);
  }
}
