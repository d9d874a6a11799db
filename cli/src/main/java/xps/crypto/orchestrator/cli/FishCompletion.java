package xps.crypto.orchestrator.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completion for fish, which picocli doesn't write. */
final class FishCompletion {
  private static final String COMPLETE = "complete -c " + CommandTree.NAME;

  private FishCompletion() {}

  static List<String> of(CommandLine root) {
    var lines = new ArrayList<String>();
    lines.add("# xps completion fish | source");
    describe(root.getCommandSpec(), List.of(), lines);
    return lines;
  }

  /** Two levels deep at most: a group, and a command in it. */
  private static void describe(CommandSpec spec, List<String> words, List<String> lines) {
    var inside = spec.subcommands();
    inside.forEach((name, line) ->
        lines.add(
            COMPLETE
                + " -n "
                + quote(condition(words) + notYet(inside.keySet(), words))
                + " -f -a "
                + name
                + " -d "
                + quote(text(line.getCommandSpec().usageMessage().description()))));
    for (var option : spec.options()) {
      if (!option.hidden()) {
        lines.add(COMPLETE + " -n " + quote(condition(words)) + option(option));
      }
    }
    inside.forEach((name, line) -> {
      var deeper = new ArrayList<>(words);
      deeper.add(name);
      describe(line.getCommandSpec(), deeper, lines);
    });
  }

  private static String condition(List<String> words) {
    if (words.isEmpty()) {
      return "__fish_use_subcommand";
    }
    return String.join(
        "; and ", words.stream().map(word -> "__fish_seen_subcommand_from " + word).toList());
  }

  private static String notYet(Iterable<String> names, List<String> words) {
    return words.isEmpty()
        ? ""
        : "; and not __fish_seen_subcommand_from " + String.join(" ", names);
  }

  private static String option(OptionSpec option) {
    var line = new StringBuilder();
    for (var name : option.names()) {
      line.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceFirst("^-+", ""));
    }
    return line.append(option.arity().max() > 0 ? " -r" : "")
        .append(" -d ")
        .append(quote(text(option.description())))
        .toString();
  }

  private static String text(String[] description) {
    return String.join(" ", description);
  }

  private static String quote(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
