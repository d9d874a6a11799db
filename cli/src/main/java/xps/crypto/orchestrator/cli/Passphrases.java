package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import xps.crypto.orchestrator.attest.Passphrase;
import xps.crypto.orchestrator.attest.PassphraseSource;
import xps.crypto.orchestrator.attest.PrivateKeyFile;
import xps.crypto.orchestrator.document.Outcome;

/**
 * Where the passphrases of a command come from: the file of {@code --passphrase-file}, else whoever
 * sits at the terminal. Never a word of the command line: every process of the machine can read
 * those.
 */
record Passphrases(Call call) implements PassphraseSource {
  private static final String FILE = "--passphrase-file";

  static void describe(Options options) {
    options.optional(
        FILE, "FILE", "Its first line is the passphrase of an encrypted key; else you are asked.");
  }

  @Override
  public Optional<Passphrase> ask(Path key) {
    var file = call.optionalPath(FILE);
    return file.isPresent()
        ? Optional.of(PrivateKeyFile.readPassphrase(file.get()).orThrow())
        : typed("Passphrase of " + key);
  }

  /** The passphrase of a new key; whoever types it does so twice. */
  Outcome<Passphrase> chosen(Path key) {
    var file = call.optionalPath(FILE);
    if (file.isPresent()) {
      return PrivateKeyFile.readPassphrase(file.get());
    }
    var first = typed("Passphrase for " + key);
    if (first.isEmpty()) {
      return Outcome.refused(
          Usage.problem(
              "nobody gives a passphrase",
              FILE,
              "name a file with " + FILE + ", or run this at a terminal and type one"));
    }
    var again = typed("The same again");
    if (again.isEmpty() || !first.get().isSameAs(again.get())) {
      return Outcome.refused(
          Usage.problem("those were two different passphrases", key.toString(), "try once more"));
    }
    return Outcome.ok(first.get());
  }

  private Optional<Passphrase> typed(String question) {
    try {
      return call.screen().canAsk() ? call.screen().asksSecret(question) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
