package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import xps.crypto.orchestrator.attest.SshPublicKey;
import xps.crypto.orchestrator.attest.SshSignature;
import xps.crypto.orchestrator.attest.Statement;
import xps.crypto.orchestrator.attest.StatementSignature;
import xps.crypto.orchestrator.attest.StatementSigner;
import xps.crypto.orchestrator.attest.VerifyingKey;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Source;

/**
 * Signs with an SSH key wherever it is: in a file, in an agent, on a token. The program {@code
 * ssh-keygen} does it, asks for passphrases and touches, and the private key never comes here.
 *
 * @param key the file that {@code ssh-keygen -Y sign -f} is given
 */
record SshKeygen(Path key, VerifyingKey publicKey, Surroundings surroundings)
    implements StatementSigner {
  private static final String PROGRAM = "ssh-keygen";
  private static final String PUBLIC = ".pub";

  /** As long as it takes a person to find the token, and to touch it. */
  private static final long PATIENCE_SECONDS = 300;

  private static final int MOST_ANSWER_BYTES = 1 << 16;

  /** The key whose public half is in that file, or in the one beside it that ends in .pub. */
  static Outcome<StatementSigner> of(Path file, Surroundings surroundings) {
    var shared =
        file.toString().endsWith(PUBLIC) ? file : file.resolveSibling(file.getFileName() + PUBLIC);
    return Source.read(shared, Code.USAGE)
        .flatMap(content -> {
          var line = new String(content, StandardCharsets.UTF_8).strip();
          return SshPublicKey.parse(line)
              .<Outcome<StatementSigner>>map(
                  found -> Outcome.ok(new SshKeygen(file.toAbsolutePath(), found, surroundings)))
              .orElseGet(() -> Outcome.refused(unfit(shared, line)));
        });
  }

  private static Problem unfit(Path shared, String line) {
    return Usage.problem(
        "this SSH key " + SshPublicKey.flaw(line).orElse("can't be read"),
        shared.toString(),
        "give a key as ssh-keygen -t ed25519 makes it, with its .pub beside it");
  }

  @Override
  public String algorithm() {
    return "sshsig";
  }

  @Override
  public Outcome<Bytes> signatureOver(Bytes statement) {
    return answer(statement)
        .flatMap(text -> SshSignature.parseArmored(PROGRAM, text.getBytes(StandardCharsets.UTF_8)))
        .flatMap(signature ->
            new StatementSignature.Ssh(signature).isBy(publicKey, statement)
                ? Outcome.ok(signature.blob())
                : Outcome.refused(
                    Usage.problem(
                        "ssh-keygen has signed with another key than the .pub file names, or"
                            + " without anybody touching the token",
                        key.toString(),
                        "write the right one with ssh-keygen -y, and touch the token")));
  }

  private Outcome<String> answer(Bytes statement) {
    var purpose = SshSignature.namespaceOf(Statement.kindOf(statement));
    var builder = new ProcessBuilder(PROGRAM, "-Y", "sign", "-f", key.toString(), "-n", purpose);
    builder.environment().putAll(surroundings.environment());
    boolean seen = surroundings.terminals().err();
    if (seen) {
      builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    }
    try {
      var process = builder.start();
      try {
        return answer(process, statement);
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return Outcome.refused(
          Usage.problem(
              "ssh-keygen can't be run here: " + Disk.words(e),
              PROGRAM,
              "install OpenSSH's client, and have ssh-keygen on the PATH"));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Outcome.refused(
          new Problem(Code.CANCELLED, "this was interrupted", "", "start it again when wanted"));
    }
  }

  private Outcome<String> answer(Process process, Bytes statement)
      throws IOException, InterruptedException {
    try (var in = process.getOutputStream()) {
      in.write(statement.toArray());
    } catch (IOException _) {
      // It has ended without reading: what it says on stderr tells why.
    }
    boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (ended && process.exitValue() == 0) {
      return Outcome.ok(text(process.getInputStream().readNBytes(MOST_ANSWER_BYTES)));
    }
    var said =
        surroundings.terminals().err() || !ended
            ? Optional.<String>empty()
            : Optional.of(text(process.getErrorStream().readNBytes(MOST_ANSWER_BYTES)));
    return Outcome.refused(
        Usage.problem(
            ended
                ? "ssh-keygen does not sign" + said.map(SshKeygen::line).orElse("")
                : "ssh-keygen has not signed within " + PATIENCE_SECONDS + " seconds",
            key.toString(),
            "see that the key is there and its own, or in the agent (ssh-add -l), and the token"
                + " plugged in"));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String line(String said) {
    return said.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("Signing data"))
        .collect(Collectors.joining("; ", ": ", ""));
  }
}
