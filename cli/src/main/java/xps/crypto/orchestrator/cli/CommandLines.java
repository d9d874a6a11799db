package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import xps.crypto.orchestrator.document.ProductVersion;
import xps.crypto.orchestrator.document.Value;

/** Reads a command line and has the right command answer it. */
final class CommandLines {
  private CommandLines() {}

  static Answer answer(List<String> words, Surroundings surroundings, Screen screen)
      throws IOException, InterruptedException {
    var called = CommandTree.called(words);
    var later = called.isPresent() ? Optional.<String>empty() : CommandTree.later(words);
    if (later.isPresent()) {
      return Answer.refused(Usage.laterCommand(later.get()));
    }
    var line = CommandTree.around(called);
    try {
      var parsed = line.parseArgs(words.toArray(String[]::new));
      var last = last(parsed);
      if (last.isVersionHelpRequested()) {
        screen.tell(CommandTree.VERSION + "\n");
        return Answer.of(
            Value.object().put("version", ProductVersion.CURRENT.toString()).build(), List.of());
      }
      if (last.isUsageHelpRequested()) {
        return help(last.commandSpec().commandLine(), screen);
      }
      if (called.isEmpty() || last.commandSpec().subcommands().size() > 0) {
        return Answer.refused(Usage.noCommand(last.commandSpec()));
      }
      return called.get().command().get().run(new Call(last, surroundings, screen));
    } catch (ParameterException wrong) {
      return Answer.refused(Usage.problems(wrong, words));
    }
  }

  private static ParseResult last(ParseResult parsed) {
    var last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    return last;
  }

  private static Answer help(CommandLine line, Screen screen) {
    var ansi = screen.hasColour() ? Ansi.ON : Ansi.OFF;
    screen.tell(line.getUsageMessage(ansi));
    return Answer.of(Value.object().put("help", line.getUsageMessage(Ansi.OFF)).build(), List.of());
  }
}
