package xps.crypto.orchestrator.cli.demo.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The processes that were started here. None outlives this JVM: closing kills them, and when the
 * JVM is killed before it can close anything, a guardian does.
 */
public final class Children implements AutoCloseable {
  private static final ProcessBuilder.Redirect NOTHING =
      ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile());

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Guardian guardian;
  private final List<Child> children = new ArrayList<>();

  private Children(Guardian guardian) {
    this.guardian = guardian;
  }

  /** Nobody yet, but already watched over. */
  public static Children watched() throws IOException {
    return new Children(Guardian.start());
  }

  /**
   * Starts a program in a folder.
   *
   * @param name of the files {@code <name>.out} and {@code <name>.err} in {@code logs}
   */
  public synchronized Child start(
      String name, Program program, List<String> words, Path folder, Path logs) throws IOException {
    Files.createDirectories(logs);
    var command = new ArrayList<>(program.command());
    command.addAll(words);
    var out = logs.resolve(name + ".out");
    var err = logs.resolve(name + ".err");
    var process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(NOTHING)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()))
            .redirectError(ProcessBuilder.Redirect.appendTo(err.toFile()))
            .start();
    guardian.watch(process.pid());
    var child = new Child(name, process, out, err, guardian);
    children.add(child);
    return child;
  }

  /** Tells everybody to end, and waits: whoever doesn't is killed in the end. */
  public synchronized void end() throws InterruptedException {
    children.forEach(Child::askToEnd);
    for (var child : children) {
      child.await(PATIENCE);
    }
  }

  /** Kills whoever still lives, and waits until they are gone. */
  @Override
  public synchronized void close() throws IOException {
    children.forEach(Child::strike);
    children.forEach(Child::kill);
    guardian.close();
  }
}
