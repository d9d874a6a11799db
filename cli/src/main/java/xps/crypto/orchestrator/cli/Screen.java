package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.Passphrase;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Escape;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/**
 * The one place where anything is printed: reports and findings to stdout, problems to stderr, or
 * with {@code --json} one object to stdout. Escapes whatever comes from outside.
 */
final class Screen {
  private static final String SCHEMA = "xps/v1";
  private static final String RED = "\u001b[31m";
  private static final String GREEN = "\u001b[32m";
  private static final String YELLOW = "\u001b[33m";
  private static final String BOLD = "\u001b[1m";
  private static final String PLAIN = "\u001b[0m";

  private static final Problem LOST =
      new Problem(
          Code.DISK_FULL,
          "not everything that this command has to say could be written",
          "stdout",
          "make room where the output goes, or read it to its end, and ask again");

  private final Surroundings surroundings;
  private final boolean json;
  private final boolean quiet;

  private Screen(Surroundings surroundings, boolean json, boolean quiet) {
    this.surroundings = surroundings;
    this.json = json;
    this.quiet = quiet;
  }

  /** Looks at the words themselves: an answer is due in JSON also when they can't be parsed. */
  static Screen of(List<String> words, Surroundings surroundings) {
    int end = words.indexOf("--");
    var options = end < 0 ? words : words.subList(0, end);
    return new Screen(surroundings, options.contains("--json"), options.contains("--quiet"));
  }

  /** Whether stdout is for one JSON object alone. */
  boolean isJson() {
    return json;
  }

  /** Whether stdout takes colour. */
  boolean hasColour() {
    return speaks() && surroundings.colours(surroundings.terminals().out());
  }

  /** Whether somebody looks at stdout while it is written: then progress may move there. */
  boolean isLive() {
    return speaks() && surroundings.terminals().out();
  }

  /** For live text; leads nowhere with {@code --json} or {@code --quiet}. Nothing is escaped. */
  PrintStream out() {
    return speaks()
        ? surroundings.out()
        : new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
  }

  /** One line of live text, escaped. */
  void say(String line) {
    if (speaks()) {
      surroundings.out().println(marked(line, hasColour()));
    }
  }

  /** One line of news from something that runs: to stderr where stdout is for JSON. */
  void news(String line) {
    if (json && !quiet) {
      surroundings.err().println(Escape.printable(line));
      surroundings.err().flush();
    } else {
      say(line);
    }
  }

  /** What was asked for by its own option: also {@code --quiet} doesn't keep that back. */
  void tell(String text) {
    if (!json) {
      surroundings.out().print(text);
    }
  }

  /** Whether somebody can be asked. */
  boolean canAsk() {
    return surroundings.terminals().in() && surroundings.terminals().err();
  }

  /** Asks on stderr, so that stdout stays what it is; any answer but a yes is a no. */
  boolean asks(String question) throws IOException {
    surroundings.err().print(Escape.printable(question) + " [y/N] ");
    surroundings.err().flush();
    var answer = new StringBuilder();
    for (int next = surroundings.in().read();
        next >= 0 && next != '\n' && answer.length() < 16;
        next = surroundings.in().read()) {
      answer.append((char) next);
    }
    var word = answer.toString().strip();
    return word.equalsIgnoreCase("y") || word.equalsIgnoreCase("yes");
  }

  /**
   * Asks on stderr for what nobody may see: a terminal doesn't show what is typed. Nothing where
   * nothing is typed, or where it could only be typed in sight.
   */
  Optional<Passphrase> asksSecret(String question) throws IOException {
    surroundings.err().print(Escape.printable(question) + ": ");
    surroundings.err().flush();
    var typed = surroundings.secrets().read();
    surroundings.err().println();
    return typed;
  }

  private boolean speaks() {
    return !json && !quiet;
  }

  /**
   * Prints the answer, once. Who reads stdout must not take a part for the whole: what could not be
   * written there is a problem of its own.
   */
  Answer print(Answer answer) {
    if (json) {
      surroundings.out().print(Json.pretty(object(answer)));
    } else if (!quiet) {
      answer.report().forEach(this::say);
      findings(answer.findings());
    }
    var told = surroundings.out().checkError() ? answer.withProblem(LOST) : answer;
    problems(told.problems());
    surroundings.err().flush();
    return told;
  }

  private static Value.Obj object(Answer answer) {
    var object =
        Value.object()
            .put("schema", SCHEMA)
            .put("ok", answer.ok())
            .put("problems", values(answer.problems()))
            .put("findings", values(answer.findings()));
    answer.members().members().forEach(object::put);
    return object.build();
  }

  private static List<Value> values(List<Problem> problems) {
    var values = new ArrayList<Value>();
    for (var problem : problems) {
      values.add(
          Value.object()
              .put("code", problem.code().name())
              .put("message", problem.message())
              .put("where", problem.where())
              .put("remedy", problem.remedy())
              .putText("attack", attack(problem.code()))
              .build());
    }
    return values;
  }

  /** What the attack that this stops is called, where it has a name. */
  private static Optional<String> attack(Code code) {
    var names = code.attackNames();
    return names.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", names));
  }

  private void findings(List<Problem> findings) {
    for (var finding : findings) {
      lines(surroundings.out(), "note", YELLOW, finding, hasColour());
    }
  }

  private void problems(List<Problem> problems) {
    boolean colour = surroundings.colours(surroundings.terminals().err());
    for (var problem : problems) {
      lines(surroundings.err(), "refused", RED, problem, colour);
    }
  }

  private static void lines(
      PrintStream to, String kind, String hue, Problem problem, boolean colour) {
    var where = problem.where().isEmpty() ? "" : problem.where() + ": ";
    to.println(
        colour
            ? hue + BOLD + problem.code() + PLAIN + " " + where + problem.message()
            : kind + ": " + problem.code() + ": " + where + problem.message());
    to.println("  → " + problem.remedy());
  }

  /** A mark at the beginning of a line says how it stands; on a terminal in colour. */
  private static String marked(String line, boolean colour) {
    var text = Escape.printable(line);
    if (!colour) {
      return text;
    }
    var begin = text.stripLeading();
    var hue =
        begin.startsWith("✓")
            ? GREEN
            : begin.startsWith("✗") ? RED : begin.startsWith("!") ? YELLOW : "";
    return hue.isEmpty() ? text : hue + text + PLAIN;
  }
}
