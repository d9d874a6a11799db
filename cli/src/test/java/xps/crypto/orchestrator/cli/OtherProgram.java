package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program of this machine that people sign and verify with: OpenSSH, OpenSSL. */
record OtherProgram(Path folder, Map<String, String> environment) {
  private static final long SECONDS = 60;

  static OtherProgram in(Path folder) {
    return new OtherProgram(folder, Map.of());
  }

  /** Runs the command in the folder and returns its exit; what it says is in {@code said.txt}. */
  int run(Path input, String... command) throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(List.of(command))
            .directory(folder.toFile())
            .redirectInput(input.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said.txt").toFile());
    builder.environment().putAll(environment);
    var process = builder.start();
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(command[0] + " did not end");
    }
    return process.exitValue();
  }

  /** The same without input, and it has to succeed. */
  void succeed(String... command) throws IOException, InterruptedException {
    succeed(Path.of("/dev/null"), command);
  }

  /** The same, and it has to succeed. */
  void succeed(Path input, String... command) throws IOException, InterruptedException {
    assertThat(run(input, command))
        .as("%s: %s", String.join(" ", command), Files.readString(folder.resolve("said.txt")))
        .isZero();
  }

  /** An SSH key without a passphrase, and its line. */
  String sshKey(String name, String type) throws IOException, InterruptedException {
    succeed("ssh-keygen", "-q", "-t", type, "-N", "", "-C", "", "-f", name);
    return Files.readString(folder.resolve(name + ".pub")).strip();
  }
}
