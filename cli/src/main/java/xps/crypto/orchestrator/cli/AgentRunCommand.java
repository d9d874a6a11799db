package xps.crypto.orchestrator.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.agent.FieldAgent;
import xps.crypto.orchestrator.document.Value;

/** {@code xps agent run}: lasts until the process is told to end. */
final class AgentRunCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    new Options(spec)
        .required("--config", "FILE", "The node's agent.yaml.")
        .hidden("--max-backoff", "DURATION");
  }

  @Override
  public Answer run(Call call) {
    var problems =
        FieldAgent.run(
            call.path("--config"),
            call.duration("--max-backoff").orElse(FieldAgent.MAX_BACKOFF),
            call.screen().out(),
            call.surroundings().err());
    return problems.isEmpty()
        ? Answer.of(Value.object().build(), List.of())
        : Answer.refused(problems);
  }
}
