package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A real agent whose process is killed by SIGKILL at one step that it asks of the disk. Started by
 * tests of other rooms, as a process of its own.
 */
public final class MortalAgent {
  private MortalAgent() {}

  /** Arguments: path of {@code agent.yaml}, and how many steps are done before the end. */
  public static void main(String... arguments) {
    var disk = new CuttingDisk(Integer.parseInt(arguments[1]), MortalAgent::kill);
    var problems =
        FieldAgent.run(Path.of(arguments[0]), Duration.ofSeconds(1), disk, System.out, System.err);
    problems.forEach(problem -> System.err.println(problem));
  }

  /** Nothing of the JVM's runs any more after that: no hook, no finally, no flush. */
  private static void kill() throws IOException {
    var pid = Long.toString(ProcessHandle.current().pid());
    try {
      new ProcessBuilder(List.of("kill", "-KILL", pid)).start().waitFor();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    throw new IOException("the process is still there");
  }
}
