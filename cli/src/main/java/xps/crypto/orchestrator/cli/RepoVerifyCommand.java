package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.document.Value;

/** {@code xps repo verify}. */
final class RepoVerifyCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    new Options(spec).required("--repo", "URL", "The repository, like file:///srv/xps/patches.");
  }

  @Override
  public Answer run(Call call) {
    var url = RepoUrl.parse(call.text("--repo")).orThrow();
    try {
      var check = url.existing().orThrow().verify();
      var members =
          Value.object().put("patches", check.patches()).put("objects", check.objects()).build();
      return check.problems().isEmpty()
          ? Answer.of(
              members,
              List.of(
                  "✓ "
                      + check.objects()
                      + " objects have the digests of their names; "
                      + check.patches()
                      + " patches are whole"))
          : Answer.refused(check.problems()).withMembers(members);
    } catch (IOException e) {
      return Answer.refused(url.unreachable(e));
    }
  }
}
