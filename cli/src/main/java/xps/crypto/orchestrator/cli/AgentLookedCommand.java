package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.agent.OperatorsLook;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Value;

/** {@code xps agent looked}: on a node that says itself that it was restored. */
final class AgentLookedCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    new Options(spec).required("--config", "FILE", "The node's agent.yaml; its agent has to rest.");
  }

  @Override
  public Answer run(Call call) throws IOException {
    return switch (OperatorsLook.at(call.path("--config"))) {
      case Outcome.Refused<OperatorsLook>(var problems) -> Answer.refused(problems);
      case Outcome.Ok<OperatorsLook>(var look, _) -> answer(look);
    };
  }

  private static Answer answer(OperatorsLook look) {
    var report = new ArrayList<String>();
    report.add(
        look.wasRestored()
            ? "✓ " + look.node() + " goes on from what is active there now:"
            : look.node() + " wasn't restored from an older state; nothing was changed:");
    look.wanted().forEach((name, sha256) -> report.add("  " + name + "  " + sha256.hex()));
    look.mapped()
        .forEach((name, sha256) -> {
          if (!sha256.equals(look.wanted().get(name))) {
            report.add("! the workload runs " + name + "  " + sha256.hex());
          }
        });
    if (look.wasRestored()) {
      report.add("start its agent, and tell the control plane: xps rollout looked " + look.node());
    }
    return Answer.of(
        Value.object()
            .put("node", look.node())
            .put("restored", look.wasRestored())
            .put("wanted", AgentStatusCommand.digests(look.wanted()))
            .put("active", AgentStatusCommand.digests(look.mapped()))
            .build(),
        List.copyOf(report));
  }
}
