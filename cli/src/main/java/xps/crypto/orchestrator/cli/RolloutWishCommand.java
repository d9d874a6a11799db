package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.bind.Wish;
import xps.crypto.orchestrator.document.Value;

/** {@code xps rollout pause|resume|skip NODE|cancel|rollback}: leaves word for the runner. */
record RolloutWishCommand(Wish.Kind kind) implements Command {
  @Override
  public void describe(CommandSpec spec) {
    var options = new Options(spec);
    if (kind == Wish.Kind.SKIP) {
      options.parameter("NODE", "The node's id; it must not have been started.");
    }
    RolloutAt.describe(options)
        .optional("--reason", "TEXT", "Why, for the audit log.")
        .optional("--as", "NAME", "Who you are, for the audit log; else the user's name.");
  }

  @Override
  public Answer run(Call call) throws IOException {
    try (var rollout = RolloutAt.open(call)) {
      if (!rollout.result().isEmpty()) {
        return Answer.refused(
            Usage.problem(
                "this rollout has ended: " + rollout.result(),
                "rollout " + rollout.row().rollout(),
                "name an unfinished one: xps rollout list shows them"));
      }
      var node = kind == Wish.Kind.SKIP ? call.text("NODE") : "";
      var actor =
          call.optional("--as")
              .orElseGet(() -> call.surroundings().environment().getOrDefault("USER", "operator"));
      var reason = call.optional("--reason").orElse("");
      rollout.journal().ask(rollout.row().rollout(), new Wish(kind, node, actor, reason));
      return Answer.of(
          Value.object().put("rollout", rollout.row().rollout()).put("asked", kind.text()).build(),
          List.of(
              "✓ asked to "
                  + kind.text().replace('_', ' ')
                  + (node.isEmpty() ? "" : " " + node)
                  + "; whoever runs the rollout does it at once, or when it is taken up"));
    }
  }
}
