package xps.crypto.orchestrator.cli;

import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.attest.DocumentSignatures;
import xps.crypto.orchestrator.attest.PrivateKeyFile;
import xps.crypto.orchestrator.attest.StatementSigner;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/** The private keys that a command signs with: {@code --key}, {@code --ssh-key}. */
final class KeyOption {
  private static final String KEY = "--key";
  private static final String SSH_KEY = "--ssh-key";

  private static final String SSH_WORDS =
      "Your SSH key, private or the .pub of one in an agent or on a token; ssh-keygen signs.";

  private KeyOption() {}

  /** One key, for approvals. */
  static void describe(Options options) {
    options
        .optional(KEY, "FILE", "Your private key, as xps key generate writes it.")
        .optional(SSH_KEY, "FILE", SSH_WORDS);
    Passphrases.describe(options);
  }

  /** Keys of all kinds, for what a trust store judges. */
  static void describeAll(Options options) {
    options
        .repeated(KEY, "FILE", "Your private key in PEM; both of them when yours is hybrid.")
        .repeated(SSH_KEY, "FILE", SSH_WORDS);
    MadeElsewhere.describe(options);
    Passphrases.describe(options);
  }

  /** The one key of {@code describe}. */
  static Outcome<StatementSigner> signer(Call call) {
    var file = call.optionalPath(KEY);
    var ssh = call.optionalPath(SSH_KEY);
    if (file.isPresent() && ssh.isPresent()) {
      return Outcome.refused(
          Usage.problem("an approval has one signature", SSH_KEY, "give one of the two keys"));
    }
    return file.map(it -> PrivateKeyFile.read(it, new Passphrases(call)))
        .or(() -> ssh.map(it -> SshKeygen.of(it, call.surroundings())))
        .orElseGet(() -> Outcome.refused(missing(KEY + " or " + SSH_KEY)));
  }

  /** Whether the command line names any key. */
  static boolean isGiven(Call call) {
    return !call.texts(KEY).isEmpty()
        || !call.texts(SSH_KEY).isEmpty()
        || MadeElsewhere.isGiven(call);
  }

  /** Every key that the command line names, at least one, in order. */
  static Outcome<List<StatementSigner>> signers(Call call) {
    var signers = new ArrayList<StatementSigner>();
    var problems = new ArrayList<Problem>();
    var passphrases = new Passphrases(call);
    for (var file : call.paths(KEY)) {
      keep(PrivateKeyFile.read(file, passphrases), signers, problems);
    }
    for (var file : call.paths(SSH_KEY)) {
      keep(SshKeygen.of(file, call.surroundings()), signers, problems);
    }
    if (MadeElsewhere.isGiven(call)) {
      keep(MadeElsewhere.read(call), signers, problems);
    }
    if (signers.isEmpty() && problems.isEmpty()) {
      problems.add(missing(KEY + " or " + SSH_KEY));
    }
    return Outcome.unless(problems, () -> List.copyOf(signers));
  }

  /** Has every key sign a document of that kind. */
  static Outcome<Value.Obj> sign(String kind, Value.Obj document, List<StatementSigner> keys) {
    var signed = Outcome.ok(document);
    for (var key : keys) {
      signed = signed.flatMap(it -> DocumentSignatures.sign(kind, it, key));
    }
    return signed;
  }

  private static void keep(
      Outcome<StatementSigner> read, List<StatementSigner> signers, List<Problem> problems) {
    problems.addAll(read.problems());
    if (read.isOk()) {
      signers.add(read.orThrow());
    }
  }

  private static Problem missing(String option) {
    return Usage.problem(
        option + " FILE is missing", option, "give your private key with " + option);
  }
}
