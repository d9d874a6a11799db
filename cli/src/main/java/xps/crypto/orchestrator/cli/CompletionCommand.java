package xps.crypto.orchestrator.cli;

import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.document.Escape;
import xps.crypto.orchestrator.document.Nearest;
import xps.crypto.orchestrator.document.Value;

/** {@code xps completion SHELL}. */
final class CompletionCommand implements Command {
  private static final List<String> SHELLS = List.of("bash", "zsh", "fish");

  @Override
  public void describe(CommandSpec spec) {
    new Options(spec).parameter("SHELL", "bash, zsh or fish; source what is printed.");
  }

  @Override
  public Answer run(Call call) {
    var shell = call.text("SHELL");
    return switch (shell) {
      // Picocli's script knows which of the two reads it.
      case "bash", "zsh" -> answer(call, AutoComplete.bash(CommandTree.NAME, CommandTree.whole()));
      case "fish" -> answer(call, String.join("\n", FishCompletion.of(CommandTree.whole())) + "\n");
      default ->
          Answer.refused(
              Usage.problem(
                  "there is no completion for " + Escape.quote(shell),
                  "SHELL",
                  Nearest.to(shell, SHELLS)
                      .map(near -> "did you mean " + near + "?")
                      .orElse("name one of " + String.join(", ", SHELLS))));
    };
  }

  private static Answer answer(Call call, String script) {
    call.screen().out().print(script); // as it is: it has tabs, and comes from us
    return Answer.of(Value.object().put("script", script).build(), List.of());
  }
}
