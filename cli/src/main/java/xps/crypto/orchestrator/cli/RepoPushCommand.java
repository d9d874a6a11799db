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
        .optional("--artifacts", "DIR", "Where the artifacts lie; else beside the manifest.")
        .optional(
            "--trust",
            "FILE",
            "Whose signatures stay where there are more than 16 of an artifact.");
  }

  @Override
  public Answer run(Call call) {
    var url = RepoUrl.parse(call.text("--repo")).orThrow();
    var manifest = Loaded.from(() -> Manifest.load(call.path("MANIFEST"))).orThrow();
    var beside = manifest.folder().orElseThrow();
    var artifacts = call.optionalPath("--artifacts").orElse(beside);
    var verifier =
        call.optionalPath("--trust")
            .map(trust -> PatchFiles.verifier(trust, call.now(), call.clock()).orThrow());
    try {
      var source = ArtifactSource.folders(artifacts, beside);
      var body = url.repo().push(manifest, source, verifier).orThrow();
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
