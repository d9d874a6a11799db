package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.planner.Fleet;
import xps.crypto.orchestrator.planner.FollowUp;

/** {@code xps plan late PLAN}: a plan for nodes that came after this one was approved. */
final class PlanLateCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    var options = new Options(spec);
    PlanCheckCommand.describe(options);
    options
        .required("--later", "FILE", "The nodes there are now; --fleet are those of the plan.")
        .optional("--out", "FILE", "Where the draft goes; never over another file.");
  }

  @Override
  public Answer run(Call call) throws IOException {
    var plan = PlanCheckCommand.plan(call);
    var later = Fleet.read(call.path("--later")).orThrow();
    var draft = plan.followUp(later);
    if (draft.isEmpty()) {
      var why =
          plan.plan().converges()
              ? "Nobody has come since who is in the scope of this patch."
              : "The plan leaves late joiners out: it doesn't say late_joiners: converge.";
      return Answer.of(members(List.of()).build(), List.of(why));
    }
    var text = Json.pretty(draft.get().plan());
    var out = call.optionalPath("--out");
    if (out.isPresent()) {
      Written.anew(out.get(), text).orThrow();
    }
    return Answer.of(
        members(draft.get().nodes()).put("plan", draft.get().plan()).build(),
        out.map(file -> told(draft.get(), file.toString())).orElseGet(() -> text.lines().toList()));
  }

  private static List<String> told(FollowUp draft, String file) {
    return List.of(
        "%s came later; the draft for them is %s."
            .formatted(PlanText.nodes(draft.nodes().size()), file),
        "Have it approved like any plan, and apply it with the fleet of now.");
  }

  private static Value.Builder members(List<String> nodes) {
    return Value.object().put("late", Value.texts(nodes));
  }
}
