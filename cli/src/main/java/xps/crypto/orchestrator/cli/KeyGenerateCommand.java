package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.document.Escape;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Value;

/** {@code xps key generate}. */
final class KeyGenerateCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    new Options(spec)
        .required("--name", "NAME", "Whose key it is: NAME.key and NAME.pub are written.")
        .required("--out", "DIR", "The folder for both.")
        .flag("--pq", "A hybrid key; comes with a later version.");
  }

  @Override
  public Answer run(Call call) throws IOException {
    if (call.flag("--pq")) {
      return Answer.refused(Usage.later("--pq"));
    }
    var name = call.text("--name");
    if (!Grammar.isSignerName(name) || name.startsWith(".") || name.indexOf('/') >= 0) {
      return Answer.refused(
          Usage.problem(
              Escape.quote(name) + " can't be the name of a signer and of a file",
              "--name",
              "write 1 to 64 letters, digits, spaces and other visible characters, without /"));
    }
    var secret = call.path("--out").resolve(name + ".key");
    var shared = call.path("--out").resolve(name + ".pub");
    var key = SigningKey.generate(call.surroundings().chance());
    write(key, secret, shared).orThrow();
    var entry = Value.object().put("name", name).put("ed25519", key.publicKey().hex()).build();
    return Answer.of(Value.object().put("entry", entry).build(), report(secret, shared, entry));
  }

  /** Both files or none of them. */
  private static Outcome<Path> write(SigningKey key, Path secret, Path shared) throws IOException {
    for (var file : List.of(secret, shared)) {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        return there(file);
      }
    }
    Files.createDirectories(secret.toAbsolutePath().getParent());
    try {
      key.writePem(secret);
    } catch (FileAlreadyExistsException _) {
      return there(secret);
    }
    boolean done = false;
    try {
      var written = Written.anew(shared, key.publicKey().pem());
      done = written.isOk();
      return written;
    } finally {
      if (!done) {
        Files.deleteIfExists(secret);
      }
    }
  }

  private static Outcome<Path> there(Path file) {
    return Outcome.refused(
        Usage.problem(
            "there is such a file, and a key is never written over",
            file.toString(),
            "choose another name, or move the file away"));
  }

  private static List<String> report(Path secret, Path shared, Value.Obj entry) {
    var report = new ArrayList<String>();
    report.add("✓ wrote " + secret + " (secret, for its owner alone) and " + shared);
    report.add("");
    report.add("The entry for trusted_signers in the trust store:");
    report.add("");
    Json.pretty(entry).lines().forEach(line -> report.add("  " + line));
    return report;
  }
}
