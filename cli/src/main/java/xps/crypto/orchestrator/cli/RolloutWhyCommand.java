package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/** {@code xps rollout why NODE}; a wave can be asked about by its name as well. */
final class RolloutWhyCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    RolloutAt.describe(
        new Options(spec).parameter("NODE", "The node's id, or the name of a wave."));
  }

  @Override
  public Answer run(Call call) throws IOException {
    try (var rollout = RolloutAt.open(call)) {
      var id = call.text("NODE");
      var picture = rollout.picture();
      for (var node : RolloutText.list(picture, "nodes")) {
        if (RolloutText.text(node, "id").equals(id)) {
          return answer(rollout, id, node);
        }
      }
      for (var wave : RolloutText.list(picture, "waves")) {
        if (RolloutText.text(wave, "name").equals(id)) {
          return answer(rollout, wave);
        }
      }
      return Answer.refused(
          new Problem(
              Code.NOT_FOUND,
              id + " is not in the scope of this rollout",
              "rollout " + rollout.row().rollout(),
              "see xps rollout show for its nodes"));
    }
  }

  private static Answer answer(RolloutAt rollout, String id, Value node) {
    var reasons = RolloutText.reasons(node);
    var stage = RolloutText.text(node, "stage");
    return Answer.of(
        Value.object()
            .put("rollout", rollout.row().rollout())
            .put("node", id)
            .put("wave", RolloutText.text(node, "wave"))
            .put("stage", stage)
            .put("why", Value.texts(reasons))
            .build(),
        reasons.isEmpty() ? List.of(id + " is " + stage) : reasons);
  }

  private static Answer answer(RolloutAt rollout, Value wave) {
    var reasons = RolloutText.reasons(wave);
    return Answer.of(
        Value.object()
            .put("rollout", rollout.row().rollout())
            .put("wave", RolloutText.text(wave, "name"))
            .put("stage", RolloutText.text(wave, "state"))
            .put("why", Value.texts(reasons))
            .build(),
        reasons);
  }
}
