package xps.crypto.orchestrator.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.workload.Activation;
import xps.crypto.orchestrator.workload.Attempt;
import xps.crypto.orchestrator.workload.ControlClient;
import xps.crypto.orchestrator.workload.ModuleName;
import xps.crypto.orchestrator.workload.ModuleStatus;
import xps.crypto.orchestrator.workload.ObjectDigest;
import xps.crypto.orchestrator.workload.Refusal;
import xps.crypto.orchestrator.workload.Uid;

/** The application beside the agent, over its control socket. A connection for each question. */
final class Workload {
  /** A workload waits two seconds for calls in flight; hashing a large module takes some, too. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Path socket;
  private final Uid uid;

  Workload(Path socket, int uid) {
    this.socket = socket;
    this.uid = new Uid(uid);
  }

  /** Has the workload take up a generation; why it didn't. */
  Optional<Problem> activate(long generation, SortedMap<String, Sha256> artifacts) {
    return switch (ControlClient.connect(socket, uid, PATIENCE)) {
      case Attempt.Refused<ControlClient>(var refusal) -> Optional.of(problem(refusal));
      case Attempt.Done<ControlClient>(var client) -> {
        try (client) {
          yield switch (client.activate(generation, modules(artifacts))) {
            case Attempt.Done<Activation> _ -> Optional.empty();
            case Attempt.Refused<Activation>(var refusal) -> Optional.of(problem(refusal));
          };
        }
      }
    };
  }

  /** What is mapped under these names. */
  Sight look(Set<String> names) {
    return switch (ControlClient.connect(socket, uid, PATIENCE)) {
      case Attempt.Refused<ControlClient>(var refusal) -> new Sight.Dark(problem(refusal));
      case Attempt.Done<ControlClient>(var client) -> {
        try (client) {
          yield look(client, names);
        }
      }
    };
  }

  private static Sight look(ControlClient client, Set<String> names) {
    var seats = new TreeMap<String, Sight.Seat>();
    for (var name : names) {
      switch (client.status(new ModuleName(name))) {
        case Attempt.Done<Optional<ModuleStatus>>(var status) ->
            status.ifPresent(it -> seats.put(name, seat(it)));
        case Attempt.Refused<Optional<ModuleStatus>>(var refusal) -> {
          // A name that the application doesn't know is one that it has nothing under.
          if (refusal.code() != Refusal.Code.MODULE_NAME_MISMATCH) {
            return new Sight.Dark(problem(refusal));
          }
        }
      }
    }
    return new Sight.Seen(seats);
  }

  private static Sight.Seat seat(ModuleStatus status) {
    return new Sight.Seat(
        new Sha256(status.active().sha256().hex()), status.generation(), status.errors());
  }

  static SortedMap<ModuleName, ObjectDigest> modules(SortedMap<String, Sha256> artifacts) {
    var modules = new TreeMap<ModuleName, ObjectDigest>();
    artifacts.forEach(
        (name, sha256) -> modules.put(new ModuleName(name), new ObjectDigest(sha256.hex())));
    return modules;
  }

  /** That nobody has ever listened there. */
  static Problem absent(Path socket) {
    return Problem.of(Code.SWAP_FAILED, "no workload listens at " + socket, "workload");
  }

  /** The same refusal, in the words of the one catalogue. */
  static Problem problem(Refusal refusal) {
    return Problem.of(
        Code.parse(refusal.code().name()).orElse(Code.INTERNAL), refusal.message(), "workload");
  }
}
