package xps.crypto.orchestrator.cli;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import xps.crypto.orchestrator.attest.Passphrase;

/**
 * Everything of the world that a command may touch besides the files it names.
 *
 * @param secrets where a person types what nobody may see
 * @param temporary a folder for what nobody asked for: the log of a crash
 */
record Surroundings(
    PrintStream out,
    PrintStream err,
    InputStream in,
    Terminals terminals,
    Secrets secrets,
    Map<String, String> environment,
    InstantSource clock,
    SecureRandom chance,
    Path temporary) {
  Surroundings {
    environment = Map.copyOf(environment);
  }

  /** Which of the three streams a person sits at. */
  record Terminals(boolean in, boolean out, boolean err) {
    static final Terminals NONE = new Terminals(false, false, false);
  }

  /** A line that is typed and not shown. */
  @FunctionalInterface
  interface Secrets {
    /** What is typed; nothing where nothing is, or where it would be seen. */
    Optional<Passphrase> read() throws IOException;
  }

  /** Those of this process. Output is UTF-8 whatever the locale says: so are our files. */
  static Surroundings ofProcess() {
    return new Surroundings(
        stream(FileDescriptor.out),
        stream(FileDescriptor.err),
        System.in,
        new Terminals(isTerminal(0), isTerminal(1), isTerminal(2)),
        Surroundings::unseen,
        System.getenv(),
        InstantSource.system(),
        new SecureRandom(),
        Path.of(System.getProperty("java.io.tmpdir", ".")));
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    var buffered = new BufferedOutputStream(new FileOutputStream(descriptor));
    return new PrintStream(buffered, true, StandardCharsets.UTF_8);
  }

  /** Only the JDK's console turns the echo off, and there is none where stdout leads elsewhere. */
  private static Optional<Passphrase> unseen() {
    return Optional.ofNullable(System.console())
        .filter(Console::isTerminal)
        .flatMap(console -> Optional.ofNullable(console.readPassword()))
        .map(typed -> {
          var passphrase = Passphrase.of(typed);
          Arrays.fill(typed, '\0');
          return passphrase;
        })
        .filter(passphrase -> !passphrase.isEmpty());
  }

  /** The JDK tells only about input and output together; Linux tells about each. */
  private static boolean isTerminal(int descriptor) {
    var link = Path.of("/proc/self/fd/" + descriptor);
    try {
      if (Files.isSymbolicLink(link)) {
        var device = Files.readSymbolicLink(link).toString();
        return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
      }
    } catch (IOException _) {
      return false; // closed, or nothing we may look at: then nobody sits there
    }
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }

  /** The zone that the reader's clock shows: TZ, where it names one, else this machine's. */
  ZoneId zone() {
    var named = environment.getOrDefault("TZ", "");
    return ZoneId.getAvailableZoneIds().contains(named) ? ZoneId.of(named) : ZoneId.systemDefault();
  }

  /** Whether people are helped by colour there (no-color.org). */
  boolean colours(boolean terminal) {
    return terminal
        && environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "").equals("dumb");
  }
}
