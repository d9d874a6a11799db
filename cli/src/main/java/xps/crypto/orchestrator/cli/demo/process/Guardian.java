package xps.crypto.orchestrator.cli.demo.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A process that does nothing but wait for the end of this one, and then kills what it was told
 * about. No hook of a JVM runs when the JVM is killed; the end of a pipe comes whatever happens.
 */
final class Guardian implements AutoCloseable {
  /** Keyboard signals go to everybody in the terminal; the guardian has to be the last. */
  private static final String SCRIPT =
      """
      trap '' INT HUP TERM
      wards=
      while read -r word pid; do
        case $word in
          watch) wards="$wards $pid" ;;
          leave)
            left=
            for ward in $wards; do [ "$ward" = "$pid" ] || left="$left $ward"; done
            wards=$left
            ;;
        esac
      done
      [ -z "$wards" ] || kill -9 $wards
      """;

  private final Process process;

  private Guardian(Process process) {
    this.process = process;
  }

  static Guardian start() throws IOException {
    return new Guardian(
        new ProcessBuilder("/bin/sh", "-c", SCRIPT)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  void watch(long pid) throws IOException {
    tell("watch " + pid);
  }

  /** Its number may soon be somebody else's. */
  void leave(long pid) {
    try {
      tell("leave " + pid);
    } catch (IOException e) {
      throw new UncheckedIOException("the guardian has gone", e);
    }
  }

  private synchronized void tell(String line) throws IOException {
    var pipe = process.getOutputStream();
    pipe.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    pipe.flush();
  }

  /** It kills who is left, and goes. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
  }
}
