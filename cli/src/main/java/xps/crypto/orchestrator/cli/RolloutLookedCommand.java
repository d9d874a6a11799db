package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.bind.NodeMark;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Escape;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.server.Home;

/** {@code xps rollout looked NODE}: somebody has looked at a node that was restored. */
final class RolloutLookedCommand implements Command {
  private static final int MOST_CHARACTERS = 500;

  @Override
  public void describe(CommandSpec spec) {
    new Options(spec)
        .parameter("NODE", "The node's id: one that was restored from an older state.")
        .required("--home", "DIR", "The home of the orchestrator, as apply was given it.")
        .required("--reason", "TEXT", "What was found, for the audit log.")
        .optional("--as", "NAME", "Who you are, for the audit log; else the user's name.");
  }

  @Override
  public Answer run(Call call) throws IOException {
    var node = call.text("NODE");
    var reason = call.text("--reason").strip();
    if (reason.isEmpty() || reason.length() > MOST_CHARACTERS) {
      return Answer.refused(
          Usage.problem(
              "a reason has 1 to " + MOST_CHARACTERS + " characters",
              "--reason",
              "say what was found when the node was looked at"));
    }
    var actor =
        call.optional("--as")
            .orElseGet(() -> call.surroundings().environment().getOrDefault("USER", "operator"));
    try (var journal = Home.journalOf(call.path("--home")).orThrow()) {
      if (journal.mark(node).isEmpty()) {
        return Answer.refused(
            new Problem(
                Code.NOT_FOUND,
                "no node " + Escape.quote(node) + " has been heard here yet",
                call.text("--home"),
                "see xps rollout show for the nodes of a rollout"));
      }
      var words = actor + ": " + reason;
      journal.mark(new TreeMap<>(Map.of(node, NodeMark.lookedAt(call.now(), words))));
      return Answer.of(
          Value.object().put("node", node).put("looked", words).build(),
          List.of("✓ " + node + " goes on from where it stands: " + words));
    }
  }
}
