package xps.crypto.orchestrator.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.attest.KeyNotation;
import xps.crypto.orchestrator.attest.SshSignature;
import xps.crypto.orchestrator.attest.Statement;
import xps.crypto.orchestrator.attest.StatementSignature;
import xps.crypto.orchestrator.attest.StatementSigner;
import xps.crypto.orchestrator.attest.VerifyingKey;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Source;

/**
 * Somebody who has signed already, elsewhere, with a program that knows nothing of us: {@code
 * ssh-keygen -Y sign}, or {@code openssl pkeyutl -sign -rawin}. What is over another statement, or
 * by another key, is not taken.
 *
 * @param signatures of any number of statements, in any order
 */
record MadeElsewhere(VerifyingKey publicKey, List<StatementSignature> signatures)
    implements StatementSigner {
  private static final String SIGNATURE = "--signature";
  private static final String PUBLIC_KEY = "--pub";
  private static final byte[] SSH = "-----BEGIN SSH".getBytes(StandardCharsets.US_ASCII);

  static void describe(Options options) {
    options
        .repeated(
            SIGNATURE, "FILE", "A signature that ssh-keygen or openssl made; may be repeated.")
        .optional(PUBLIC_KEY, "FILE", "The public key that verifies those.");
  }

  static boolean isGiven(Call call) {
    return !call.texts(SIGNATURE).isEmpty();
  }

  static Outcome<StatementSigner> read(Call call) {
    var file = call.optionalPath(PUBLIC_KEY);
    if (file.isEmpty()) {
      return Outcome.refused(
          Usage.problem(
              PUBLIC_KEY + " FILE is missing",
              PUBLIC_KEY,
              "give the public key that verifies the signature with " + PUBLIC_KEY));
    }
    return Source.read(file.get(), Code.USAGE)
        .flatMap(content -> KeyNotation.key(file.get().toString(), content))
        .flatMap(key -> read(call.paths(SIGNATURE), key));
  }

  private static Outcome<StatementSigner> read(List<Path> files, VerifyingKey key) {
    var signatures = new ArrayList<StatementSignature>();
    for (var file : files) {
      switch (Source.read(file, Code.USAGE).flatMap(content -> read(file, content, key))) {
        case Outcome.Refused<StatementSignature>(var problems) -> {
          return Outcome.refused(problems);
        }
        case Outcome.Ok<StatementSignature>(var signature, _) -> signatures.add(signature);
      }
    }
    boolean mixed = signatures.stream().map(StatementSignature::algorithm).distinct().count() > 1;
    return mixed
        ? Outcome.refused(
            Usage.problem(
                "these signatures are of several kinds",
                SIGNATURE,
                "bring those of one program at a time"))
        : Outcome.ok(new MadeElsewhere(key, List.copyOf(signatures)));
  }

  private static Outcome<StatementSignature> read(Path file, byte[] content, VerifyingKey key) {
    if (Arrays.mismatch(content, SSH) == SSH.length) {
      return SshSignature.parseArmored(file.toString(), content).map(StatementSignature.Ssh::new);
    }
    return StatementSignature.parse(key.algorithm(), Bytes.copyOf(content).base64())
        .map(Outcome::ok)
        .orElseGet(() ->
            Outcome.refused(
                Usage.problem(
                    "this can't be a signature of that key (" + key.algorithm() + ")",
                    file.toString(),
                    "give the file as ssh-keygen -Y sign or openssl pkeyutl -sign -rawin has"
                        + " written it")));
  }

  @Override
  public String algorithm() {
    return signatures.getFirst().algorithm();
  }

  @Override
  public Outcome<Bytes> signatureOver(Bytes statement) {
    Optional<StatementSignature> found =
        signatures.stream().filter(it -> it.isBy(publicKey, statement)).findFirst();
    return found
        .map(it -> Outcome.ok(it.bytes()))
        .orElseGet(() ->
            Outcome.refused(
                Usage.problem(
                    "none of these signatures is that key's over what is to be signed here: "
                        + statement.text().replace("\n", " "),
                    SIGNATURE,
                    "sign exactly the file that --statements writes, for SSH with the namespace "
                        + SshSignature.namespaceOf(Statement.kindOf(statement)))));
  }
}
