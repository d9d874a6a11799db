package xps.crypto.orchestrator.examples.hashservice;

import java.nio.file.Path;
import java.util.Optional;
import xps.crypto.orchestrator.workload.Attempt;
import xps.crypto.orchestrator.workload.Refusal;

/** Starts the service: {@code hash-service SETTINGS_FILE}. It runs until it is killed. */
public final class Main {
  private static final int REFUSED = 2;

  private Main() {}

  public static void main(String[] arguments) {
    // The JDK's server writes head and body of an answer apart: with Nagle's algorithm the second
    // would wait 40 ms for the client's acknowledgement of the first.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    refusal(arguments)
        .ifPresent(refusal -> {
          System.err.println("hash-service: " + refusal);
          System.exit(REFUSED);
        });
  }

  private static Optional<Refusal> refusal(String[] arguments) {
    if (arguments.length != 1) {
      return Optional.of(new Refusal(Refusal.Code.USAGE, "usage: hash-service SETTINGS_FILE"));
    }
    return switch (Settings.load(Path.of(arguments[0])).then(HashService::start)) {
      case Attempt.Done<HashService>(var service) -> {
        service.refusals().forEach(it -> System.err.println("hash-service: " + it));
        System.out.println("ready at " + service.address());
        yield Optional.empty();
      }
      case Attempt.Refused<HashService>(var refusal) -> Optional.of(refusal);
    };
  }
}
