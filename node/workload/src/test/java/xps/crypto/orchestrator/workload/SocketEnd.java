package xps.crypto.orchestrator.workload;

import java.nio.file.Path;
import java.time.Duration;

/** One end of a control socket, as a process of its own that a test gives another user. */
final class SocketEnd {
  private SocketEnd() {}

  /**
   * Arguments: {@code listen} or {@code ask}, the socket, and the uid expected at the other end.
   */
  public static void main(String... arguments) throws Exception {
    var socket = Path.of(arguments[1]);
    var other = new Uid(Integer.parseInt(arguments[2]));
    if (arguments[0].equals("ask")) {
      ask(socket, other);
    } else {
      listen(socket, other);
    }
  }

  /** Until whoever started this goes. */
  private static void listen(Path socket, Uid agent) throws Exception {
    try (var modules = Modules.open(socket.resolveSibling("store"))) {
      switch (ControlSocket.listen(modules, socket, agent)) {
        case Attempt.Done<ControlSocket>(var control) -> {
          try (control) {
            System.out.println("listening");
            var _ = System.in.read();
          }
        }
        case Attempt.Refused<ControlSocket>(var refusal) -> System.out.println(refusal.message());
      }
    }
  }

  private static void ask(Path socket, Uid workload) {
    switch (ControlClient.connect(socket, workload, Duration.ofSeconds(10))) {
      case Attempt.Done<ControlClient>(var client) -> {
        try (client) {
          System.out.println(
              client
                  .status(Store.SHA256)
                  .refusal()
                  .map(Refusal::message)
                  .orElse("something is active"));
        }
      }
      case Attempt.Refused<ControlClient>(var refusal) -> System.out.println(refusal.message());
    }
  }
}
