package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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

  /** Options and the fields of may_sign that they fill. */
  private static final SortedMap<String, String> MAY_SIGN =
      new TreeMap<>(
          Map.of(
              "--may-id", "ids",
              "--may-target", "targets",
              "--may-class", "classes",
              "--may-kind", "kinds"));

  @Override
  public void describe(CommandSpec spec) {
    var options = new Options(spec);
    TrustStoreFile.describe(options);
    options
        .required("--name", "NAME", "Under which name it stands there.")
        .repeated("--pub", "FILE", "The public key, in PEM or SSH's .pub; both of a hybrid signer.")
        .optional("--ca", "NAME", "Whose certificates make one this signer, as the store calls it.")
        .optional("--san", "NAME", "The mail address, host or URI in those certificates.")
        .optional("--as", "OFFICE", "One of " + offices() + "; else signer.")
        .optional("--person", "PERSON", "Whose key it is, if one person has several entries.")
        .optional("--not-before", "TIME", "From when on it counts.")
        .optional("--not-after", "TIME", "From when on it counts no more.")
        .optional("--threshold", "N", "How many persons it takes from now on, of that office.")
        .optional("--expires", "TIME", "From when on the store counts no more.")
        .repeated("--env", "NAME", "An orchestrator's environment; may be repeated.")
        .flag("--verify-required", "A security key has to verify its user: PIN or finger.")
        .repeated("--may-id", "GLOB", "A signer signs only patches of such ids; may be repeated.")
        .repeated("--may-target", "GLOB", "…only for such targets.")
        .repeated("--may-class", "CLASS", "…only changes of that class.")
        .repeated("--may-kind", "KIND", "…only artifacts of that kind; package has to be named.")
        .optional(
            "--certificate", "FILE", "The certificate of that CA, in PEM, to be added as well.")
        .optional("--crl", "FILE", "Its revocation list, a file beside the store.")
        .flag("--no-revocation", "The CA has no revocation list.");
  }

  @Override
  public Answer run(Call call) throws IOException {
    var file = TrustStoreFile.of(call).orThrow();
    var office = office(call);
    var entry = entry(call, office).orThrow();
    var draft = file.draftOrNew().orThrow();
    var ca = ca(call);
    if (ca.isPresent()) {
      draft = draft.add(Office.CA, ca.get().orThrow());
    }
    if (office != Office.CA) {
      draft = draft.add(office, entry);
    }
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

  private static Outcome<Value.Obj> entry(Call call, Office office) {
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
    if (keys.members().isEmpty() && call.optional("--san").isEmpty() && office != Office.CA) {
      return Outcome.refused(
          Usage.problem(
              "nothing says whom to trust",
              "--pub",
              "give a public key with --pub, or a name in certificates with --ca and --san"));
    }
    return Outcome.ok(entry(call, keys));
  }

  /**
   * The CA that is to be added: by itself, or with the signer whom it certifies, because a store of
   * a CA alone has nobody to sign.
   */
  private static Optional<Outcome<Value.Obj>> ca(Call call) {
    var certificate = call.optionalPath("--certificate");
    boolean alone = office(call) == Office.CA;
    if (certificate.isEmpty()) {
      return alone
          ? Optional.of(
              Outcome.refused(
                  Usage.problem(
                      "a CA needs its certificate",
                      "--certificate",
                      "give the file with --certificate")))
          : Optional.empty();
    }
    var name = alone ? Optional.of(call.text("--name")) : call.optional("--ca");
    return Optional.of(
        Source.read(certificate.get(), Code.USAGE)
            .map(content -> {
              var ca = Value.object();
              ca.putText("name", name);
              ca.put("certificate", new String(content, StandardCharsets.ISO_8859_1));
              ca.putText("crl", call.optional("--crl"));
              if (call.flag("--no-revocation")) {
                ca.put("revocation", "none");
              }
              return ca.build();
            }));
  }

  /** What is said twice or not at all the store's own reader refuses. */
  private static Value.Obj entry(Call call, Value.Obj members) {
    var entry = Value.object().put("name", call.text("--name"));
    entry.putText("person", call.optional("--person"));
    members.members().forEach(entry::put);
    if (call.optional("--ca").isPresent() || call.optional("--san").isPresent()) {
      var x509 = Value.object();
      x509.putText("ca", call.optional("--ca"));
      x509.putText("san", call.optional("--san"));
      entry.put("x509", x509.build());
    }
    entry.putText("not_before", call.time("--not-before").map(Grammar::time));
    entry.putText("not_after", call.time("--not-after").map(Grammar::time));
    if (!call.texts("--env").isEmpty()) {
      entry.put("environments", Value.texts(call.texts("--env")));
    }
    if (call.flag("--verify-required")) {
      entry.put("verify_required", true);
    }
    var maySign = maySign(call);
    if (!maySign.members().isEmpty()) {
      entry.put("may_sign", maySign);
    }
    return entry.build();
  }

  private static Value.Obj maySign(Call call) {
    var scope = Value.object();
    MAY_SIGN.forEach((option, field) -> {
      if (!call.texts(option).isEmpty()) {
        scope.put(field, Value.texts(call.texts(option)));
      }
    });
    return scope.build();
  }

  private static Problem secondOfItsKind(Path file) {
    return Usage.problem(
        "this is the second key of one kind, and an entry has one of each",
        file.toString(),
        "make another entry of the same --person");
  }
}
