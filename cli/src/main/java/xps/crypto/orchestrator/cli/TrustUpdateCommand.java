package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.attest.CrlSource;
import xps.crypto.orchestrator.attest.DocumentSignatures;
import xps.crypto.orchestrator.attest.Roots;
import xps.crypto.orchestrator.attest.StatementSigner;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Source;
import xps.crypto.orchestrator.document.Value;

/**
 * {@code xps trust update HELD NEXT…}: with a key, a root signs the next version; without, whoever
 * holds a version takes the ones after it.
 */
final class TrustUpdateCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    var options = new Options(spec);
    options
        .parameter("HELD", "The trust store that is held; without a key it is replaced.")
        .parameters("NEXT", "1..*", "The version after it, and those after that.");
    KeyOption.describeAll(options);
    options.flag("--yes", "Don't ask.");
  }

  @Override
  public Answer run(Call call) throws IOException {
    var before = Source.read(call.path("HELD"), Code.TRUST_STORE_INVALID).orThrow();
    var held = TrustStore.parse(call.text("HELD"), before).orThrow();
    return KeyOption.isGiven(call) ? sign(call, held) : take(call, held, before);
  }

  /** All of the steps or none. What is written are the bytes that were signed. */
  private static Answer take(Call call, TrustStore held, byte[] before) throws IOException {
    var file = call.path("HELD");
    var store = held;
    var text = new byte[0];
    for (var step : call.paths("NEXT")) {
      text = Source.read(step, Code.TRUST_STORE_INVALID).orThrow();
      store = store.next(step.toString(), text, CrlSource.NONE).orThrow();
    }
    Written.instead(file, before, new String(text, StandardCharsets.UTF_8)).orThrow();
    var report = new ArrayList<String>();
    report.add("✓ " + file + " is now version " + store.version().orElseThrow());
    report.add("");
    TrustText.changes(held, store).forEach(line -> report.add("  " + line));
    return Answer.of(members(store), report)
        .withFindings(store.checkDate(call.now(), call.clock()));
  }

  private static Value.Obj members(TrustStore store) {
    var members = Value.object().put("digest", store.digest());
    store.version().ifPresent(version -> members.put("version", version));
    return members.build();
  }

  private static Answer sign(Call call, TrustStore held) throws IOException {
    if (call.paths("NEXT").size() > 1) {
      return Answer.refused(
          Usage.problem("one version is signed at a time", "NEXT", "name the one to sign"));
    }
    var file = call.path("NEXT");
    var before = Source.read(file, Code.TRUST_STORE_INVALID).orThrow();
    var next = TrustStore.parse(file.toString(), before).orThrow();
    var keys = KeyOption.signers(call).orThrow();
    for (var key : keys) {
      objection(key, held, next, file).ifPresent(problem -> refuse(problem));
    }
    var changes = TrustText.changes(held, next);
    call.screen().say("What changes:");
    changes.forEach(line -> call.screen().say("  " + line));
    var declined = call.declined("Sign this version?", "run it again when you are sure of it");
    if (declined.isPresent()) {
      return Answer.refused(declined.get());
    }
    var signed = KeyOption.sign(TrustStore.KIND, next.document(), keys).orThrow();
    Written.instead(file, before, Json.pretty(signed)).orThrow();
    return signed(held, TrustStore.load(file), file);
  }

  private static void refuse(Problem problem) {
    Outcome.refused(problem).orThrow();
  }

  /** A signature that counts for neither version would only look like one. */
  private static Optional<Problem> objection(
      StatementSigner key, TrustStore held, TrustStore next, Path file) {
    boolean isRoot =
        List.of(held, next).stream()
            .flatMap(store -> store.roots().stream())
            .flatMap(roots -> roots.keys().stream())
            .anyMatch(root -> root.key().equals(key.publicKey()));
    return isRoot
        ? Optional.empty()
        : Optional.of(
            Usage.problem(
                "this key (" + key.publicKey().keyId() + ") is a root of neither version",
                file.toString(),
                "sign with the key of a root"));
  }

  private static Answer signed(TrustStore held, TrustStore next, Path file) {
    var statement = DocumentSignatures.statement(TrustStore.KIND, next.document());
    var report = new ArrayList<String>();
    report.add("✓ signed " + file);
    report.add("");
    var missing = new ArrayList<Value>();
    for (var store : List.of(held, next)) {
      var whose = store == held ? "the version held" : "its own";
      store.roots().ifPresent(roots -> report.add("  " + line(roots, whose, next, statement)));
      store
          .roots()
          .flatMap(roots -> roots.objectionTo(TrustStore.KIND, next.document(), next.signatures()))
          .ifPresent(text -> missing.add(Value.text("the roots of " + whose + ": " + text)));
    }
    var members = Value.object().put("digest", next.digest()).put("missing", missing);
    next.version().ifPresent(version -> members.put("version", version));
    return Answer.of(members.build(), report);
  }

  private static String line(Roots roots, String whose, TrustStore next, Bytes statement) {
    var persons = next.signatures().personsOf(roots, statement);
    return persons.size()
        + " of "
        + roots.threshold()
        + " roots of "
        + whose
        + (persons.isEmpty() ? "" : ": " + String.join(", ", persons));
  }
}
