package xps.crypto.orchestrator.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import xps.crypto.orchestrator.cli.demo.process.Child;
import xps.crypto.orchestrator.cli.demo.process.Program;
import xps.crypto.orchestrator.cli.organisation.PatchFolder;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Value;

/** {@code xps apply} in a process of its own: the control plane. */
final class Apply {
  /** What waits that long for a few nodes hangs. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final Json.Limits PRINTED = new Json.Limits(1 << 20, 32, true);

  private final Child child;

  private Apply(Child child) {
    this.child = child;
  }

  /**
   * Starts it.
   *
   * @param name of its logs
   */
  static Apply start(World world, PatchFolder patch, String name) throws IOException {
    var all = new ArrayList<>(words(world, patch));
    all.add("--json");
    return new Apply(
        world
            .children()
            .start(name, Program.xps(), all, world.organisation().folder(), world.logs()));
  }

  static List<String> words(World world, PatchFolder patch) {
    var words = new ArrayList<>(world.withPolicy("apply", patch));
    words.addAll(
        List.of(
            "--repo",
            world.repoUrl(),
            "--local",
            "--home",
            world.organisation().home().toString(),
            "--listen",
            world.nodes().place().listen(),
            "--allow-loopback",
            "--yes"));
    return List.copyOf(words);
  }

  /** How it is told in the story. */
  static String inShort(String manifest) {
    return "apply " + manifest + " … --env prod --local --home home";
  }

  boolean isRunning() {
    return child.isAlive();
  }

  /** SIGKILL. */
  void kill() {
    child.kill();
  }

  /** How it ended; an exit of -1 where it didn't. */
  Xps.Ran await() throws IOException, InterruptedException {
    var exit = child.await(PATIENCE);
    if (exit.isEmpty()) {
      child.kill();
    }
    return new Xps.Ran(orNever(exit), printed());
  }

  private static int orNever(OptionalInt exit) {
    return exit.orElse(-1);
  }

  private Value.Obj printed() throws IOException {
    var printed = child.printed().getBytes(UTF_8);
    return Json.parse("apply", printed, Code.INTERNAL, PRINTED)
            instanceof Outcome.Ok<Value>(Value.Obj object, _)
        ? object
        : Value.object().build();
  }
}
