package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.attest.MlDsa65SigningKey;
import xps.crypto.orchestrator.attest.Passphrase;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.document.Escape;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Value;

/** {@code xps key generate}. */
final class KeyGenerateCommand implements Command {
  private static final String POST_QUANTUM = ".pq";

  @Override
  public void describe(CommandSpec spec) {
    var options =
        new Options(spec)
            .required("--name", "NAME", "Whose key it is: NAME.key and NAME.pub are written.")
            .required("--out", "DIR", "The folder for both.")
            .flag("--pq", "A hybrid key: NAME.pq.key and NAME.pq.pub as well, of ML-DSA-65.")
            .flag("--encrypt", "Encrypt what is secret under a passphrase.");
    Passphrases.describe(options);
  }

  @Override
  public Answer run(Call call) throws IOException {
    var name = call.text("--name");
    if (!Grammar.isSignerName(name) || name.startsWith(".") || name.indexOf('/') >= 0) {
      return Answer.refused(
          Usage.problem(
              Escape.quote(name) + " can't be the name of a signer and of a file",
              "--name",
              "write 1 to 64 letters, digits, spaces and other visible characters, without /"));
    }
    if (!call.flag("--encrypt")) {
      return write(call, name, Optional.empty());
    }
    var secret = call.path("--out").resolve(name + ".key");
    try (var passphrase = new Passphrases(call).chosen(secret).orThrow()) {
      return write(call, name, Optional.of(passphrase));
    }
  }

  private static Answer write(Call call, String name, Optional<Passphrase> passphrase)
      throws IOException {
    var folder = call.path("--out");
    var chance = call.surroundings().chance();
    var keys = new ArrayList<NewKey>();
    var key = SigningKey.generate(chance);
    var entry = Value.object().put("name", name).put("ed25519", key.publicKey().hex());
    keys.add(
        NewKey.in(
            folder,
            name,
            passphrase.map(it -> key.pem(it, chance)).orElseGet(key::pem),
            key.publicKey().pem()));
    if (call.flag("--pq")) {
      var second = MlDsa65SigningKey.generate(chance);
      entry.put("ml_dsa_65", second.publicKey().spki().base64());
      keys.add(
          NewKey.in(
              folder,
              name + POST_QUANTUM,
              passphrase.map(it -> second.pem(it, chance)).orElseGet(second::pem),
              second.publicKey().pem()));
    }
    NewKey.write(keys).orThrow();
    var made = entry.build();
    return Answer.of(Value.object().put("entry", made).build(), report(keys, made));
  }

  private static List<String> report(List<NewKey> keys, Value.Obj entry) {
    var report = new ArrayList<String>();
    for (var key : keys) {
      report.add("✓ wrote " + key.secret() + " (secret, for its owner alone) and " + key.shared());
    }
    report.add("");
    report.add("The entry for trusted_signers in the trust store:");
    report.add("");
    Json.pretty(entry).lines().forEach(line -> report.add("  " + line));
    return report;
  }
}
