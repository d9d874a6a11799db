package xps.crypto.orchestrator.workload;

import static xps.crypto.orchestrator.workload.Field.GENERATION;
import static xps.crypto.orchestrator.workload.Field.NAME;
import static xps.crypto.orchestrator.workload.Field.NONCE;
import static xps.crypto.orchestrator.workload.Field.OP;
import static xps.crypto.orchestrator.workload.Field.SHA256;

import java.util.Optional;

/**
 * What the agent asks of a workload, one JSON object a line.
 *
 * <pre>
 * {"op":"prepare","generation":7,"name":"xps.crypto.hash.sha256.so","sha256":"…","nonce":"…"}
 * {"op":"commit","generation":7,"nonce":"…"}
 * {"op":"status","name":"xps.crypto.hash.sha256.so","nonce":"…"}
 * </pre>
 *
 * <p>Never a path: the workload finds an object under its own root. What was prepared belongs to
 * its connection, and is dropped with it or by a prepare for another generation.
 */
sealed interface Request {
  Nonce nonce();

  /** The JSON object, without the end of the line. */
  String line();

  /** Load this object beside what runs, and run the known answers. Nothing changes for callers. */
  record Prepare(long generation, ModuleName name, ObjectDigest sha256, Nonce nonce)
      implements Request {
    @Override
    public String line() {
      return FlatObject.empty()
          .with(OP, "prepare")
          .with(GENERATION, generation)
          .with(NAME, name.text())
          .with(SHA256, sha256.hex())
          .with(NONCE, nonce.text())
          .line();
    }
  }

  /** Make everything that was prepared for this generation active, in one step. */
  record Commit(long generation, Nonce nonce) implements Request {
    @Override
    public String line() {
      return FlatObject.empty()
          .with(OP, "commit")
          .with(GENERATION, generation)
          .with(NONCE, nonce.text())
          .line();
    }
  }

  /** What runs under this name? */
  record Status(ModuleName name, Nonce nonce) implements Request {
    @Override
    public String line() {
      return FlatObject.empty()
          .with(OP, "status")
          .with(NAME, name.text())
          .with(NONCE, nonce.text())
          .line();
    }
  }

  static Optional<Request> parse(String line) {
    return FlatObject.parse(line).flatMap(Request::read);
  }

  private static Optional<Request> read(FlatObject object) {
    return switch (object.text(OP)) {
      case "prepare" ->
          object
              .exactly(OP, GENERATION, NAME, SHA256, NONCE)
              .map(it -> new Prepare(it.number(GENERATION), it.name(), it.sha256(), it.nonce()));
      case "commit" ->
          object
              .exactly(OP, GENERATION, NONCE)
              .map(it -> new Commit(it.number(GENERATION), it.nonce()));
      case "status" -> object.exactly(OP, NAME, NONCE).map(it -> new Status(it.name(), it.nonce()));
      default -> Optional.empty();
    };
  }
}
