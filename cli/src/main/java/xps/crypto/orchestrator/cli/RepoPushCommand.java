package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.attest.ArtifactSource;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.document.Value;

/** {@code xps repo push MANIFEST}. */
final class RepoPushCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    new Options(spec)
        .parameter("MANIFEST", "The patch's manifest.")
        .required("--repo", "URL", "The repository, like file:///srv/xps/patches.")
        .optional("--artifacts", "DIR", "Where the artifacts lie; else beside the manifest.");
  }

  @Override
  public Answer run(Call call) {
    var url = RepoUrl.parse(call.text("--repo")).orThrow();
    var manifest = Loaded.from(() -> Manifest.load(call.path("MANIFEST"))).orThrow();
    var beside = manifest.folder().orElseThrow();
    var artifacts = call.optionalPath("--artifacts").orElse(beside);
    try {
      var body = url.repo().push(manifest, ArtifactSource.folders(artifacts, beside)).orThrow();
      return Answer.of(
          Value.object()
              .put("patch", manifest.id())
              .put("version", manifest.version().toString())
              .put("body", body)
              .build(),
          List.of(
              "✓ pushed " + manifest.id() + " " + manifest.version() + " to " + url.text(),
              "  body  " + body.hex()));
    } catch (IOException e) {
      return Answer.refused(url.unreachable(e));
    }
  }
}
