package xps.crypto.orchestrator.examples.hashservice;

import static xps.crypto.orchestrator.examples.hashservice.Health.Verdict.GOOD;
import static xps.crypto.orchestrator.examples.hashservice.Health.Verdict.WAITING;
import static xps.crypto.orchestrator.examples.hashservice.Health.Verdict.WRONG;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import xps.crypto.orchestrator.workload.ModuleVersion;
import xps.crypto.orchestrator.workload.Sha256;
import xps.crypto.orchestrator.workload.Shake256;

/**
 * Asks the active modules what the JDK knows as well. It looks at every length around the end of a
 * block, where a hash's padding goes wrong; the known answers of an interface don't.
 *
 * <p>The service can't do without SHA-256; SHAKE256 is looked at where it is active.
 */
record HealthCheck(Sha256 sha256, Shake256 shake256) {
  private static final List<Integer> SHA256_LENGTHS = lengthsAroundBlocksOf(64);
  private static final List<Integer> SHAKE256_LENGTHS = lengthsAroundBlocksOf(136);
  private static final int SHAKE256_BYTES = 64;
  private static final HexFormat HEX = HexFormat.of();

  /** Evidence is about one version; when a swap falls into the check, it is made again. */
  private static final int MAX_TRIES = 3;

  /** A module's answer to one message, and the version that gave it. */
  private record Answer(ModuleVersion module, String output) {}

  private interface Asked {
    Answer answer(byte[] message);
  }

  /** What one module's check has found; {@code steady} when one version gave all answers. */
  private record Finding(ModuleVersion module, Optional<String> wrong, boolean steady) {}

  Health now() {
    if (sha256.active().isEmpty()) {
      return new Health(WAITING, "no version of " + sha256.name() + " is active", List.of());
    }
    var findings = new ArrayList<Finding>();
    findings.add(look("SHA-256", SHA256_LENGTHS, this::askSha256));
    if (shake256.active().isPresent()) {
      findings.add(look("SHAKE256-512", SHAKE256_LENGTHS, this::askShake256));
    }
    var wrong = findings.stream().flatMap(finding -> finding.wrong.stream()).findFirst();
    return new Health(
        wrong.isPresent() ? WRONG : GOOD,
        wrong.orElse("ok"),
        findings.stream().map(Finding::module).toList());
  }

  private static Finding look(String algorithm, List<Integer> lengths, Asked asked) {
    var finding = lookOnce(algorithm, lengths, asked);
    for (var tries = 1; tries < MAX_TRIES && !finding.steady; tries++) {
      finding = lookOnce(algorithm, lengths, asked);
    }
    return finding;
  }

  private static Finding lookOnce(String algorithm, List<Integer> lengths, Asked asked) {
    var jdk = jdk(algorithm);
    var first = asked.answer(message(0)).module;
    for (var length : lengths) {
      var message = message(length);
      var answer = asked.answer(message);
      if (!answer.module.equals(first)) {
        return new Finding(answer.module, Optional.of("swapped during the check"), false);
      }
      if (!answer.output.equals(HEX.formatHex(jdk.digest(message)))) {
        return new Finding(
            first, Optional.of(algorithm + " of " + length + " bytes is wrong"), true);
      }
    }
    return new Finding(first, Optional.empty(), true);
  }

  private Answer askSha256(byte[] message) {
    try (var context = sha256.newContext()) {
      context.update(message);
      return new Answer(context.module(), HEX.formatHex(context.finish()));
    }
  }

  private Answer askShake256(byte[] message) {
    try (var context = shake256.newContext()) {
      context.update(message);
      return new Answer(context.module(), HEX.formatHex(context.squeeze(SHAKE256_BYTES)));
    }
  }

  private static List<Integer> lengthsAroundBlocksOf(int blockBytes) {
    return IntStream.rangeClosed(0, 3)
        .flatMap(blocks -> IntStream.rangeClosed(-10, 1).map(i -> blocks * blockBytes + i))
        .filter(length -> length >= 0)
        .boxed()
        .toList();
  }

  private static byte[] message(int length) {
    var message = new byte[length];
    for (var i = 0; i < length; i++) {
      message[i] = (byte) (i * 7 + length);
    }
    return message;
  }

  private static MessageDigest jdk(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("JDK 25 has " + algorithm, e);
    }
  }
}
