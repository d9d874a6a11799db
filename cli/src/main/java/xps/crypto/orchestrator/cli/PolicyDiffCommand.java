package xps.crypto.orchestrator.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.cli.rehearsal.Rehearsal;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Value;

/** {@code xps policy diff OLD NEW CASES}: which decisions another policy would change. */
final class PolicyDiffCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    new Options(spec)
        .parameter("OLD", "The policy as it is.")
        .parameter("NEW", "The policy as it might be.")
        .parameter("CASES", "A table of cases, as policy test reads it.");
  }

  @Override
  public Answer run(Call call) {
    var cases = PolicyTestCommand.cases(call.path("CASES")).orThrow();
    var before = PolicyTestCommand.rehearsed(call, call.path("OLD"), cases).orThrow();
    var after = PolicyTestCommand.rehearsed(call, call.path("NEW"), cases).orThrow();
    var changed = new ArrayList<Value>();
    var report = new ArrayList<String>();
    for (int i = 0; i < cases.size(); i++) {
      var one = before.said().get(i);
      var other = after.said().get(i);
      if (one.allow() != other.allow() || !one.codes().equals(other.codes())) {
        changed.add(
            Value.object()
                .put("name", one.asked().name())
                .put("old", answer(one))
                .put("new", answer(other))
                .build());
        report.add("  " + one.asked().name());
        report.add("    - " + one.words());
        report.add("    + " + other.words());
      }
    }
    report.addFirst(changed.size() + " of " + cases.size() + " decisions would change");
    return Answer.of(
        Value.object().put("changed", changed).put("cases", cases.size()).build(),
        List.copyOf(report));
  }

  private static Value answer(Rehearsal.Said said) {
    return Value.object()
        .put("allow", said.allow())
        .put("codes", Value.texts(said.codes().stream().map(Code::name).toList()))
        .build();
  }
}
