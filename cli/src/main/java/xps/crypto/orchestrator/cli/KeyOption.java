package xps.crypto.orchestrator.cli;

import xps.crypto.orchestrator.attest.SigningKey;
import xps.crypto.orchestrator.document.Outcome;

/** The private key that a command signs with: {@code --key}. */
final class KeyOption {
  private static final String KEY = "--key";
  private static final String SSH_KEY = "--ssh-key";

  private KeyOption() {}

  static void describe(Options options) {
    options
        .optional(KEY, "FILE", "Your private key, as xps key generate writes it.")
        .hidden(SSH_KEY, "FILE");
  }

  static Outcome<SigningKey> read(Call call) {
    if (call.optional(SSH_KEY).isPresent()) {
      return Outcome.refused(
          Usage.problem(
              "SSH keys come with a later version",
              SSH_KEY,
              "sign with --key and a key that xps key generate has made"));
    }
    return call.optionalPath(KEY)
        .map(SigningKey::readPem)
        .orElseGet(() ->
            Outcome.refused(
                Usage.problem(KEY + " FILE is missing", KEY, "give your private key with " + KEY)));
  }
}
