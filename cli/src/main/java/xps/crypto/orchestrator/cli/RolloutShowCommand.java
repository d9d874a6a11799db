package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.document.Value;

/** {@code xps rollout show}. */
final class RolloutShowCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    RolloutAt.describe(new Options(spec));
  }

  @Override
  public Answer run(Call call) throws IOException {
    try (var rollout = RolloutAt.open(call)) {
      var picture = rollout.picture();
      return Answer.of(rollout.members(picture), report(rollout, picture));
    }
  }

  static List<String> report(RolloutAt rollout, Value.Obj picture) throws IOException {
    var report = new ArrayList<String>();
    var result = rollout.result();
    report.add(
        RolloutText.text(picture, "patch")
            + " "
            + RolloutText.text(picture, "version")
            + ": "
            + (result.isEmpty() ? RolloutText.text(picture, "state") : "ended, " + result));
    for (var member : List.of("break_glass", "reason", "trouble")) {
      var text = RolloutText.text(picture, member);
      if (!text.isEmpty()) {
        report.add("! " + text);
      }
    }
    report.add("");
    report.addAll(RolloutText.table(picture));
    report.add("");
    report.addAll(RolloutText.nodes(picture));
    report.add("");
    report.add("rollout " + rollout.row().rollout() + ", as of " + RolloutText.text(picture, "at"));
    return report;
  }
}
