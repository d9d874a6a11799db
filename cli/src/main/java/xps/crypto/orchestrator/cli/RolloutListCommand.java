package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.server.Home;

/** {@code xps rollout list}. */
final class RolloutListCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    new Options(spec)
        .required("--home", "DIR", "The home of the orchestrator, as apply was given it.");
  }

  @Override
  public Answer run(Call call) throws IOException {
    try (var journal = Home.journalOf(call.path("--home")).orThrow()) {
      var items = new ArrayList<Value>();
      var rows = new ArrayList<List<String>>();
      for (var row : journal.rollouts()) {
        var picture = RolloutText.picture(journal, row.rollout());
        var state = row.isFinished() ? "finished" : RolloutText.text(picture, "state");
        items.add(
            Value.object()
                .put("rollout", row.rollout())
                .put("patch", RolloutText.text(picture, "patch"))
                .put("environment", row.subject().environment())
                .put("attempt", row.subject().attempt())
                .put("state", state)
                .put("result", row.result())
                .put("break_glass", RolloutText.text(picture, "break_glass"))
                .build());
        rows.add(
            List.of(
                row.rollout(),
                RolloutText.text(picture, "patch"),
                row.subject().environment(),
                row.isFinished() ? row.result() : state,
                RolloutText.text(picture, "break_glass").isEmpty() ? "" : "! GLASS BROKEN"));
      }
      return Answer.of(Value.object().put("rollouts", items).build(), Columns.table(rows));
    }
  }
}
