package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.attest.Manifest;
import xps.crypto.orchestrator.document.Value;

/** {@code xps repo list}. */
final class RepoListCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    new Options(spec).required("--repo", "URL", "The repository, like file:///srv/xps/patches.");
  }

  @Override
  public Answer run(Call call) {
    var url = RepoUrl.parse(call.text("--repo")).orThrow();
    try {
      var manifests = url.existing().orThrow().manifests();
      return Answer.of(
          Value.object()
              .put("patches", manifests.stream().map(RepoListCommand::json).toList())
              .build(),
          report(manifests));
    } catch (IOException e) {
      return Answer.refused(url.unreachable(e));
    }
  }

  static Value.Obj json(Manifest manifest) {
    return Value.object()
        .put("patch", manifest.id())
        .put("version", manifest.version().toString())
        .put("body", manifest.bodyDigest())
        .put("artifacts", manifest.artifacts().size())
        .build();
  }

  private static List<String> report(List<Manifest> manifests) {
    if (manifests.isEmpty()) {
      return List.of("no patches here; xps repo push brings one");
    }
    var rows = new ArrayList<List<String>>();
    for (var manifest : manifests) {
      rows.add(List.of(manifest.id(), manifest.version().toString(), manifest.bodyDigest().hex()));
    }
    return Columns.table(rows);
  }
}
