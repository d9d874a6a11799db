package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.agent.AgentStatus;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Value;

/** {@code xps agent status}. */
final class AgentStatusCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    new Options(spec).required("--config", "FILE", "The node's agent.yaml.");
  }

  @Override
  public Answer run(Call call) throws IOException {
    return switch (AgentStatus.read(call.path("--config"))) {
      case Outcome.Refused<AgentStatus>(var problems) -> Answer.refused(problems);
      case Outcome.Ok<AgentStatus>(var status, _) -> answer(status);
    };
  }

  private static Answer answer(AgentStatus status) {
    var json =
        Value.object()
            .put("node", status.node())
            .put("state", status.phase().text())
            .put("rollout", status.rollout())
            .put("generation", status.generation())
            .put("previous", status.previous())
            .put("wanted", digests(status.wanted()))
            .put("active", digests(status.mapped()))
            .putText("body", status.body().map(Sha256::hex))
            .putText("key", status.key().map(Sha256::hex))
            .put("memory", status.memory())
            .put("restored", status.restored());
    status.check().ifPresent(check -> json.put("check", check));
    status.brokenGlass().ifPresent(glass -> json.put("break_glass", json(glass)));
    var findings = new ArrayList<Problem>();
    status.workload().ifPresent(findings::add);
    status.problem().ifPresent(findings::add);
    return Answer.of(json.build(), report(status)).withFindings(findings);
  }

  private static Value json(AgentStatus.BrokenBy glass) {
    return Value.object().put("approver", glass.approver()).put("claim", glass.claim()).build();
  }

  static Value digests(SortedMap<String, Sha256> artifacts) {
    var json = Value.object();
    artifacts.forEach(json::put);
    return json.build();
  }

  private static List<String> report(AgentStatus status) {
    var report = new ArrayList<String>();
    var rollout = status.rollout().isEmpty() ? "" : ", of rollout " + status.rollout();
    report.add(status.node() + ": " + status.phase().text() + rollout);
    status
        .brokenGlass()
        .ifPresent(glass ->
            report.add(
                "! THE GLASS IS BROKEN by "
                    + glass.approver()
                    + ": it stood on that word alone (break-glass "
                    + glass.claim().hex()
                    + ")"));
    if (status.restored()) {
      report.add(
          "! it was restored from an older state than it had reached, and gets nothing until"
              + " somebody has looked: xps agent looked");
    }
    report.add(
        "generation "
            + status.generation()
            + (status.previous() == 0 ? "" : ", before it " + status.previous()));
    status
        .wanted()
        .forEach(
            (name, sha256) -> report.add("  " + name + "  " + sha256.hex() + is(status, name)));
    return report;
  }

  private static String is(AgentStatus status, String name) {
    var mapped = Optional.ofNullable(status.mapped().get(name));
    if (mapped.isEmpty()) {
      return "  (not running)";
    }
    return mapped.equals(Optional.ofNullable(status.wanted().get(name)))
        ? ""
        : "  (the workload runs " + mapped.get().hex() + ")";
  }
}
