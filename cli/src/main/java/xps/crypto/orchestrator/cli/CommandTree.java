package xps.crypto.orchestrator.cli;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import xps.crypto.orchestrator.document.ProductVersion;

/**
 * Picocli's model of the table of commands: what is called with its options, or, where nothing is,
 * the names and summaries of all, for the help and for suggestions.
 */
final class CommandTree {
  static final String NAME = "xps";
  static final String VERSION = NAME + " " + ProductVersion.CURRENT;

  private CommandTree() {}

  /** The command that these words call; nothing where they call none. */
  static Optional<Commands.Entry> called(List<String> words) {
    var names = names(words);
    return Commands.ALL.stream()
        .filter(entry ->
            names.size() >= (entry.isGrouped() ? 2 : 1)
                && entry.words().equals(entry.isGrouped() ? String.join(" ", names) : names.get(0)))
        .findFirst();
  }

  /** The command of a later version that these words call; nothing where they call none. */
  static Optional<String> later(List<String> words) {
    var names = names(words);
    return Commands.LATER.stream()
        .filter(later -> later.equals(String.join(" ", names)) || names.indexOf(later) == 0)
        .findFirst();
  }

  private static List<String> names(List<String> words) {
    return words.stream().filter(word -> !word.startsWith("-")).limit(2).toList();
  }

  /**
   * The model with that command, whole, and no other: each costs a start a few milliseconds. Where
   * none is called the names of all are there, to be listed and suggested.
   */
  static CommandLine around(Optional<Commands.Entry> called) {
    return called
        .map(entry -> build(List.of(entry), true))
        .orElseGet(() -> build(Commands.ALL, false));
  }

  /** The model in which every command is whole. */
  static CommandLine whole() {
    return build(Commands.ALL, true);
  }

  private static CommandLine build(List<Commands.Entry> entries, boolean whole) {
    var root = spec(NAME, "Patches cryptographic modules on a running fleet.");
    root.addOption(
        OptionSpec.builder("--version", "-V")
            .versionHelp(true)
            .description("Print the version.")
            .build());
    root.version(VERSION);
    root.usageMessage().synopsisSubcommandLabel("COMMAND");
    for (var entry : entries) {
      var parent = entry.isGrouped() ? group(root, entry.first()) : root;
      parent.addSubcommand(entry.last(), command(entry, whole));
    }
    var line = new CommandLine(root);
    line.setExpandAtFiles(false); // a name that begins with @ is a name
    line.setInterpolateVariables(false);
    line.setPosixClusteredShortOptionsAllowed(false);
    return line;
  }

  private static CommandSpec group(CommandSpec root, String word) {
    var present = root.subcommands().get(word);
    if (present != null) {
      return present.getCommandSpec();
    }
    var summary =
        Commands.GROUPS.stream()
            .filter(group -> group.word().equals(word))
            .findFirst()
            .map(Commands.Group::summary)
            .orElseThrow();
    var spec = spec(word, sentence(summary));
    spec.usageMessage().synopsisSubcommandLabel("COMMAND");
    root.addSubcommand(word, spec);
    return spec;
  }

  private static CommandSpec command(Commands.Entry entry, boolean whole) {
    var spec = spec(entry.last(), sentence(entry.summary()));
    if (whole) {
      entry.command().get().describe(spec);
    }
    return spec;
  }

  private static CommandSpec spec(String name, String description) {
    var spec = CommandSpec.create().name(name);
    spec.usageMessage().description(description).sortOptions(false).width(100);
    spec.addOption(flag("--json", "Print one JSON object, and nothing else."));
    spec.addOption(flag("--quiet", "Print nothing but errors."));
    spec.addOption(
        OptionSpec.builder("--help", "-h").usageHelp(true).description("Print this help.").build());
    return spec;
  }

  private static OptionSpec flag(String name, String description) {
    return OptionSpec.builder(name).arity("0").type(boolean.class).description(description).build();
  }

  private static String sentence(String summary) {
    return Character.toUpperCase(summary.charAt(0)) + summary.substring(1) + ".";
  }
}
