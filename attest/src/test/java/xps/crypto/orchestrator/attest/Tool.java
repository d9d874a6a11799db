package xps.crypto.orchestrator.attest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program of this machine that does what we do: OpenSSH, OpenSSL. A missing one fails the test.
 */
final class Tool {
  private static final long SECONDS = 60;

  private final Path folder;

  Tool(Path folder) {
    this.folder = folder;
  }

  /** How the command ended. */
  record Ended(int exit, String said) {}

  /** Runs it in the folder, with the file of that name as its input. */
  Ended run(String input, String... command) throws IOException, InterruptedException {
    var said = folder.resolve("said.txt").toFile();
    var process =
        new ProcessBuilder(List.of(command))
            .directory(folder.toFile())
            .redirectInput(folder.resolve(input).toFile())
            .redirectErrorStream(true)
            .redirectOutput(said)
            .start();
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(command[0] + " did not end");
    }
    return new Ended(process.exitValue(), java.nio.file.Files.readString(said.toPath()));
  }

  /** The same, and it has to succeed. */
  void succeed(String input, String... command) throws IOException, InterruptedException {
    var ended = run(input, command);
    assertThat(ended.exit()).as("%s: %s", String.join(" ", command), ended.said()).isZero();
  }
}
