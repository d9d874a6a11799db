package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.bind.Wish;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Escape;
import xps.crypto.orchestrator.document.Nearest;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/** {@code xps rollout pause|resume|skip NODE|cancel|rollback}: leaves word for the runner. */
record RolloutWishCommand(Wish.Kind kind) implements Command {
  private static final Set<String> UNDER_WAY = Set.of("started", "active", "rolling_back");

  @Override
  public void describe(CommandSpec spec) {
    var options = new Options(spec);
    if (kind == Wish.Kind.SKIP) {
      options.parameter("NODE", "The node's id: one that waits, or that has lost its connection.");
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
      var against = kind == Wish.Kind.SKIP ? objection(rollout, node) : Optional.<Problem>empty();
      if (against.isPresent()) {
        return Answer.refused(against.get());
      }
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

  /** Whoever skips a node that can't be skipped would wait in vain for it to happen. */
  private static Optional<Problem> objection(RolloutAt rollout, String id) throws IOException {
    var where = "rollout " + rollout.row().rollout();
    var nodes = RolloutText.list(rollout.picture(), "nodes");
    var found = nodes.stream().filter(node -> RolloutText.text(node, "id").equals(id)).findFirst();
    if (nodes.isEmpty()) {
      return Optional.empty(); // nobody has drawn it yet
    }
    if (found.isEmpty()) {
      var ids = nodes.stream().map(node -> RolloutText.text(node, "id")).toList();
      var meant = Nearest.to(id, ids).map(near -> "; did you mean " + near + "?").orElse("");
      return Optional.of(
          new Problem(
              Code.NOT_FOUND,
              Escape.quote(id) + " is not in the scope of this rollout" + meant,
              where,
              "see xps rollout show for its nodes"));
    }
    var stage = RolloutText.text(found.get(), "stage");
    if (UNDER_WAY.contains(stage) && RolloutText.isTrue(found.get(), "connected")) {
      return Optional.of(
          Usage.problem(
              id
                  + " is "
                  + stage.replace('_', ' ')
                  + " and has its connection: it can't be skipped",
              where,
              "wait for its end, or pause or roll back the rollout; without its connection it"
                  + " can be given up"));
    }
    return Optional.empty();
  }
}
