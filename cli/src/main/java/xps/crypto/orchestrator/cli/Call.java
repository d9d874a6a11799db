package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import picocli.CommandLine.ParseResult;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Escape;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.SemVer;

/**
 * One call of a command: its words, and what they are read with. Names of options begin with {@code
 * --}, others are labels of parameters.
 */
final class Call {
  private static final Pattern WHOLE = Pattern.compile("0|[1-9][0-9]*");

  private final ParseResult words;
  private final Surroundings surroundings;
  private final Screen screen;
  private final Instant started;

  Call(ParseResult words, Surroundings surroundings, Screen screen) {
    this.words = words;
    this.surroundings = surroundings;
    this.screen = screen;
    this.started = surroundings.clock().instant();
  }

  Surroundings surroundings() {
    return surroundings;
  }

  /**
   * Asks before something is signed, where there is somebody to ask and {@code --yes} doesn't say
   * it already: {@code CANCELLED} if the answer is no.
   *
   * @param remedy what to do instead, or when to try again
   */
  Optional<Problem> declined(String question, String remedy) throws IOException {
    return flag("--yes") || !screen.canAsk() || screen.asks(question)
        ? Optional.empty()
        : Optional.of(new Problem(Code.CANCELLED, "nothing was signed", "", remedy));
  }

  /** For live news; the answer prints itself. */
  Screen screen() {
    return screen;
  }

  /** The one now of this command: {@code --at}, or when it was called. */
  Instant now() {
    return words.commandSpec().findOption("--at") == null ? started : time("--at").orElse(started);
  }

  /** Whose word {@link #now} is, for messages. */
  String clock() {
    return words.hasMatchedOption("--at") ? "--at" : "the system clock";
  }

  boolean flag(String name) {
    return words.hasMatchedOption(name);
  }

  /** A value that picocli has seen to be there. */
  String text(String name) {
    return optional(name).orElseThrow();
  }

  Optional<String> optional(String name) {
    var texts = texts(name);
    return texts.isEmpty() ? Optional.empty() : Optional.of(texts.getFirst());
  }

  /** All values of an option or parameter, in the order in which they were given. */
  List<String> texts(String name) {
    if (name.startsWith("--")) {
      var option = words.matchedOption(name);
      return option == null ? List.of() : List.copyOf(option.stringValues());
    }
    var found = new ArrayList<String>();
    for (var positional : words.matchedPositionals()) {
      if (positional.paramLabel().equals(name)) {
        found.addAll(positional.stringValues());
      }
    }
    return List.copyOf(found);
  }

  Path path(String name) {
    return optionalPath(name).orElseThrow();
  }

  Optional<Path> optionalPath(String name) {
    return optional(name).map(text -> path(name, text));
  }

  List<Path> paths(String name) {
    return texts(name).stream().map(text -> path(name, text)).toList();
  }

  private static Path path(String name, String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException _) {
      return Outcome.<Path>refused(
              Usage.problem("this can't be a file's name", text, "name a file with " + name))
          .orThrow();
    }
  }

  Optional<Instant> time(String name) {
    return parsed(name, "a time like 2026-01-31T20:00:00Z", Grammar::time);
  }

  Optional<Duration> duration(String name) {
    return parsed(name, "a duration like 90s, 12h or 7d", Grammar::duration);
  }

  Optional<SemVer> version(String name) {
    return parsed(name, "a version like 3.2.1", SemVer::parse);
  }

  Optional<Integer> number(String name, int least, int most) {
    return parsed(
        name, "a whole number from " + least + " to " + most, text -> whole(text, least, most));
  }

  /** A whole number in the digits of ASCII; nothing for any other text. */
  static Optional<Integer> whole(String text, int least, int most) {
    if (!WHOLE.matcher(text).matches()) {
      return Optional.empty(); // Java takes +1 and the digits of other scripts for numbers as well
    }
    try {
      int number = Integer.parseInt(text);
      return number >= least && number <= most ? Optional.of(number) : Optional.empty();
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  /** What a value means; refused with {@code USAGE} where it means nothing. */
  <T> Optional<T> parsed(String name, String wanted, Function<String, Optional<T>> parse) {
    var text = optional(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    var value = parse.apply(text.get());
    return value.isPresent()
        ? value
        : Outcome.<Optional<T>>refused(
                Usage.problem(
                    Escape.quote(text.get()) + " is not " + wanted,
                    name,
                    "give " + name + " " + wanted))
            .orThrow();
  }
}
