package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.attest.KeyNotation;
import xps.crypto.orchestrator.attest.Office;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Source;
import xps.crypto.orchestrator.document.Value;

/** {@code xps trust add STORE}. */
final class TrustAddCommand implements Command {
  private static final int MOST_PERSONS = 64;

  @Override
  public void describe(CommandSpec spec) {
    var options = new Options(spec);
    TrustStoreFile.describe(options);
    options
        .required("--name", "NAME", "Under which name it stands there.")
        .requiredRepeated(
            "--pub", "FILE", "The public key, in PEM or SSH's .pub; both of a hybrid signer.")
        .optional("--as", "OFFICE", "One of " + offices() + "; else signer.")
        .optional("--person", "PERSON", "Whose key it is, if one person has several entries.")
        .optional("--not-before", "TIME", "From when on it counts.")
        .optional("--not-after", "TIME", "From when on it counts no more.")
        .optional("--threshold", "N", "How many persons it takes from now on, of that office.")
        .optional("--expires", "TIME", "From when on the store counts no more.")
        .repeated("--env", "NAME", "An orchestrator's environment; may be repeated.")
        .flag("--verify-required", "A security key has to verify its user: PIN or finger.");
  }

  @Override
  public Answer run(Call call) throws IOException {
    var file = TrustStoreFile.of(call).orThrow();
    var office = office(call);
    var entry = entry(call).orThrow();
    var draft = file.draftOrNew().orThrow().add(office, entry);
    var threshold = threshold(call, office);
    if (threshold.isPresent()) {
      draft = draft.threshold(office, threshold.get());
    }
    var expires = call.time("--expires");
    if (expires.isPresent()) {
      draft = draft.expires(expires.get());
    }
    return file.write(draft, "added the " + office.text() + " " + call.text("--name"));
  }

  static String offices() {
    return String.join(", ", Office.texts());
  }

  static Office office(Call call) {
    return call.parsed("--as", "one of " + offices(), Office::parse).orElse(Office.SIGNER);
  }

  private static Optional<Integer> threshold(Call call, Office office) {
    var threshold = call.number("--threshold", 1, MOST_PERSONS);
    return threshold.isEmpty() || office == Office.SIGNER || office == Office.ROOT
        ? threshold
        : Outcome.<Optional<Integer>>refused(
                Usage.problem(
                    "only signers and roots have a threshold", "--threshold", "leave it out"))
            .orThrow();
  }

  private static Outcome<Value.Obj> entry(Call call) {
    var keys = Value.object().build();
    for (var file : call.paths("--pub")) {
      switch (Source.read(file, Code.USAGE)
          .flatMap(content -> KeyNotation.field(file.toString(), content))) {
        case Outcome.Refused<Value.Obj>(var problems) -> {
          return Outcome.refused(problems);
        }
        case Outcome.Ok<Value.Obj>(var field, _) -> {
          for (var member : field.members().entrySet()) {
            if (keys.get(member.getKey()).isPresent()) {
              return Outcome.refused(secondOfItsKind(file));
            }
            keys = keys.with(member.getKey(), member.getValue());
          }
        }
      }
    }
    return Outcome.ok(entry(call, keys));
  }

  private static Value.Obj entry(Call call, Value.Obj keys) {
    var entry = Value.object().put("name", call.text("--name"));
    entry.putText("person", call.optional("--person"));
    keys.members().forEach(entry::put);
    entry.putText("not_before", call.time("--not-before").map(Grammar::time));
    entry.putText("not_after", call.time("--not-after").map(Grammar::time));
    if (!call.texts("--env").isEmpty()) {
      entry.put("environments", Value.texts(call.texts("--env")));
    }
    if (call.flag("--verify-required")) {
      entry.put("verify_required", true);
    }
    return entry.build();
  }

  private static Problem secondOfItsKind(Path file) {
    return Usage.problem(
        "this is the second key of one kind, and an entry has one of each",
        file.toString(),
        "make another entry of the same --person");
  }
}
