package xps.crypto.orchestrator.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Escape;
import xps.crypto.orchestrator.document.Nearest;
import xps.crypto.orchestrator.document.Problem;

/** Says what is wrong with a command line, and what was probably meant. */
final class Usage {
  private Usage() {}

  /** A problem with how a command was called. */
  static Problem problem(String message, String where, String remedy) {
    return new Problem(Code.USAGE, message, where, remedy);
  }

  /** An option or parameter whose engine this version doesn't have. */
  static Problem later(String name) {
    return problem(
        name + " comes with a later version", name, "leave it out, or use a version that has it");
  }

  /** A command that this version doesn't have. */
  static Problem laterCommand(String words) {
    var command = CommandTree.NAME + " " + words;
    return problem(
        command + " comes with a later version",
        command,
        "see " + CommandTree.NAME + " --help for what this version does");
  }

  static Problem noCommand(CommandSpec at) {
    var names = String.join(", ", at.subcommands().keySet());
    return problem(
        "a command is missing",
        at.qualifiedName(),
        "say which: " + names + "; " + at.qualifiedName() + " --help lists them");
  }

  static List<Problem> problems(ParameterException wrong, List<String> words) {
    var at = wrong.getCommandLine().getCommandSpec();
    return switch (wrong) {
      case MissingParameterException missing when !missing.getMissing().isEmpty() ->
          Stream.concat(
                  // A mistyped option is missing under its right name: say both.
                  unknown(wrong.getCommandLine().getUnmatchedArguments(), at),
                  missing(missing, at, words).map(argument -> missing(argument, at)))
              .toList();
      case UnmatchedArgumentException unmatched -> unknown(unmatched.getUnmatched(), at).toList();
      case OverwrittenOptionException twice ->
          List.of(
              problem(
                  name(twice.getOverwritten()) + " is given twice", at.qualifiedName(), help(at)));
      default -> List.of(problem(plain(wrong), at.qualifiedName(), help(at)));
    };
  }

  /** Picocli stops at missing parameters; options that are missing as well are told with them. */
  private static Stream<ArgSpec> missing(
      MissingParameterException missing, CommandSpec at, List<String> words) {
    return Stream.concat(
            missing.getMissing().stream(),
            at.requiredArgs().stream()
                .filter(argument ->
                    argument instanceof OptionSpec option
                        && Stream.of(option.names())
                            .noneMatch(
                                name -> words.stream().anyMatch(word -> isThat(word, name)))))
        .distinct();
  }

  private static boolean isThat(String word, String option) {
    return word.equals(option) || word.startsWith(option + "=");
  }

  /**
   * Of what nobody knows, what is worth telling: after a mistyped option its value is left over as
   * well, and after a mistyped command everything that was meant for it.
   */
  private static Stream<Problem> unknown(List<String> words, CommandSpec at) {
    boolean hasCommands = !at.subcommands().isEmpty();
    boolean hasOption = words.stream().anyMatch(word -> word.startsWith("-"));
    var told = new ArrayList<Problem>();
    for (var word : words) {
      boolean isOption = word.startsWith("-");
      if (hasCommands || isOption || !hasOption) {
        told.add(unknown(word, at));
      }
      if (hasCommands && !isOption) {
        break;
      }
    }
    return told.stream();
  }

  private static Problem missing(ArgSpec argument, CommandSpec at) {
    return problem(
        name(argument) + " is missing",
        at.qualifiedName(),
        "give it (" + String.join(" ", argument.description()) + ")");
  }

  private static Problem unknown(String word, CommandSpec at) {
    var isOption = word.startsWith("-");
    var candidates = isOption ? options(at) : at.subcommands().keySet();
    var bare = isOption && word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
    var what = isOption ? "option" : at.subcommands().isEmpty() ? "parameter" : "command";
    return problem(
        "there is no " + what + " " + Escape.quote(bare) + " here",
        at.qualifiedName(),
        Nearest.to(bare, candidates)
            .map(nearest -> "did you mean " + nearest + "?")
            .orElse(help(at)));
  }

  private static Collection<String> options(CommandSpec at) {
    var names = new ArrayList<String>();
    for (var option : at.options()) {
      if (!option.hidden()) {
        names.addAll(List.of(option.names()));
      }
    }
    return names;
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option
        ? option.longestName() + (option.arity().max() > 0 ? " " + option.paramLabel() : "")
        : argument.paramLabel();
  }

  /** Picocli's own words, as half a sentence. */
  private static String plain(ParameterException wrong) {
    return String.valueOf(wrong.getMessage()).lines().collect(Collectors.joining(" "));
  }

  private static String help(CommandSpec at) {
    return "see " + at.qualifiedName() + " --help";
  }
}
