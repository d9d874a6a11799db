package xps.crypto.orchestrator.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.cli.demo.Demo;
import xps.crypto.orchestrator.cli.demo.Rehearsal;
import xps.crypto.orchestrator.cli.demo.Setup;
import xps.crypto.orchestrator.cli.demo.Xps;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/** {@code xps demo}. */
final class DemoCommand implements Command {
  private static final List<String> LATER = List.of("--rotate", "--server", "--ha");
  private static final Json.Limits PRINTED = new Json.Limits(16 << 20, 32, true);

  @Override
  public void describe(CommandSpec spec) {
    var options = new Options(spec);
    options
        .flag("--fast", "Don't pause for the reader.")
        .optional("--keep", "DIR", "Leave everything in this folder, which is new or empty.");
    options.hidden("--rehearse", "DIR").hidden("--rehearse-on", "DIR");
    LATER.forEach(name -> options.flag(name, "Comes with a later version."));
  }

  @Override
  public Answer run(Call call) throws IOException, InterruptedException {
    for (var name : LATER) {
      if (call.flag(name)) {
        return Answer.refused(
            Usage.problem(name + " comes with a later version", name, "call xps demo without it"));
      }
    }
    var rehearsal = call.optionalPath("--rehearse");
    if (rehearsal.isPresent()) {
      return rehearse(call, rehearsal.get().toAbsolutePath().normalize());
    }
    var example = call.optionalPath("--rehearse-on");
    if (example.isPresent()) {
      return rehearseOn(call, example.get());
    }
    var keep = call.optionalPath("--keep");
    var temporary = call.surroundings().temporary();
    var folder = keep.isPresent() ? keep.get() : Files.createTempDirectory(temporary, "xps-demo-");
    try {
      var summary = Demo.tell(setup(call, folder.toAbsolutePath().normalize(), keep.isPresent()));
      return summary.ok()
          ? Answer.of(summary.toJson(), List.of())
          : Answer.refused(failed(folder)).withMembers(summary.toJson());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK lacks what the demo needs of it", e);
    }
  }

  /** What the build calls; not for people. */
  private static Answer rehearse(Call call, Path folder) throws IOException, InterruptedException {
    try {
      return Answer.of(Value.object().build(), Rehearsal.run(setup(call, folder, true)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK lacks what the demo needs of it", e);
    }
  }

  /** The same for what looks at evidence and ends, with documents that are there. */
  private static Answer rehearseOn(Call call, Path example) {
    var exits = new ArrayList<String>();
    for (var words : Rehearsal.commandsOn(example)) {
      var printed = new ByteArrayOutputStream();
      int exit = Main.run(words, inside(call.surroundings(), printed));
      exits.add(
          words.getFirst()
              + " "
              + exit
              + ", with --json "
              + ran(words, call.surroundings()).exit());
    }
    return Answer.of(Value.object().build(), exits);
  }

  private static Setup setup(Call call, Path folder, boolean keep) {
    var screen = call.screen();
    return new Setup(
        words -> ran(words, call.surroundings()),
        screen.out(),
        screen.isLive(),
        screen.hasColour(),
        call.surroundings().clock(),
        call.surroundings().chance(),
        folder,
        keep,
        call.flag("--fast"));
  }

  private static Surroundings inside(Surroundings around, ByteArrayOutputStream printed) {
    return new Surroundings(
        new PrintStream(printed, true, UTF_8),
        new PrintStream(OutputStream.nullOutputStream(), false, UTF_8),
        InputStream.nullInputStream(),
        Surroundings.Terminals.NONE,
        Optional::empty,
        around.environment(),
        around.clock(),
        around.chance(),
        around.temporary());
  }

  /** Runs a command as a pipeline would, with nobody at a terminal. */
  private static Xps.Ran ran(List<String> words, Surroundings surroundings) {
    var all = new ArrayList<>(words);
    all.add("--json");
    var printed = new ByteArrayOutputStream();
    int exit = Main.run(all, inside(surroundings, printed));
    var json = Json.parse("xps", printed.toByteArray(), Code.INTERNAL, PRINTED);
    return json instanceof Outcome.Ok<Value>(Value.Obj object, _)
        ? new Xps.Ran(exit, object)
        : new Xps.Ran(exit, Value.object().build());
  }

  private static Problem failed(Path folder) {
    return new Problem(
        Code.INTERNAL,
        "the story did not go as it says",
        folder.toString(),
        "look at the lines with ✗, and into logs/ of that folder");
  }
}
