package xps.crypto.orchestrator.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import xps.crypto.orchestrator.attest.CrlSource;
import xps.crypto.orchestrator.attest.DocumentSignatures;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.bind.RuleAdapters;
import xps.crypto.orchestrator.document.Bytes;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.document.Source;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.guard.Policy;

/**
 * {@code held/}: the trust store and the policy by which a home decided last, for each environment.
 * Where they are of those that travel (they have a version, and there are roots) the next ones have
 * to be their successors, here as on nodes: whoever can write a file in the control plane changes
 * no rule by it.
 */
final class HeldRules {
  private final Path folder;
  private final Map<String, List<Sha256>> accepted = new HashMap<>();

  HeldRules(Path home) {
    this.folder = home.resolve("held");
  }

  /**
   * Holds these from now on. {@code TRUST_STORE_INVALID} or {@code POLICY_INVALID} where they
   * aren't what was held, or what comes next.
   */
  List<Problem> hold(String environment, TrustStore trust, Policy policy) throws IOException {
    var digests = List.of(trust.digest(), policy.digest());
    if (digests.equals(accepted.get(environment))) {
      return List.of();
    }
    var trustFile = folder.resolve(environment + ".trust_store.json");
    var policyFile = folder.resolve(environment + ".policy.json");
    var heldTrust = read(trustFile, Code.TRUST_STORE_INVALID, TrustStore::parse);
    var heldPolicy = read(policyFile, Code.POLICY_INVALID, HeldRules::policy);
    var problems = new ArrayList<Problem>();
    heldTrust.ifPresent(held -> problems.addAll(check(held, trust, trustFile)));
    // Without roots nobody could sign a policy: then it is a local file, as in every small place.
    boolean travels = heldTrust.flatMap(TrustStore::roots).isPresent();
    heldPolicy
        .filter(_ -> travels)
        .ifPresent(held -> problems.addAll(check(held, policy, trust, policyFile)));
    if (!problems.isEmpty()) {
      return List.copyOf(problems);
    }
    Files.createDirectories(folder);
    write(trustFile, Canonical.bytes(trust.document()));
    write(policyFile, Canonical.bytes(policy.document()));
    accepted.put(environment, digests);
    return List.of();
  }

  private static List<Problem> check(TrustStore held, TrustStore offered, Path file) {
    boolean travels = held.roots().isPresent() && held.version().isPresent();
    if (!travels || isSame(held.document(), offered.document())) {
      return List.of();
    }
    var text = Canonical.bytes(offered.document()).toArray();
    return remedied(
        held.next("the trust store", text, CrlSource.NONE),
        "take the steps in between with xps trust update " + file + " NEXT…");
  }

  private static List<Problem> check(Policy held, Policy offered, TrustStore trust, Path file) {
    if (held.version().isEmpty() || isSame(held.document(), offered.document())) {
      return List.of();
    }
    return remedied(
        held.successor(offered, trust),
        "take the steps in between with xps policy update " + file + " NEXT… --trust FILE");
  }

  /** More signatures under the same text are no step. */
  private static boolean isSame(Value.Obj held, Value.Obj offered) {
    return Canonical.digest(held.without(DocumentSignatures.FIELD))
        .equals(Canonical.digest(offered.without(DocumentSignatures.FIELD)));
  }

  private static List<Problem> remedied(Outcome<?> step, String remedy) {
    return step.problems().stream()
        .map(problem ->
            new Problem(
                problem.code(),
                "this home has decided by another one: " + problem.message(),
                problem.where(),
                remedy))
        .toList();
  }

  private static Outcome<Policy> policy(String file, byte[] text) {
    return Policy.parse(file, text, RuleAdapters::find);
  }

  private interface Reader<T> {
    Outcome<T> read(String file, byte[] text);
  }

  /** What was held; a file that can't be read is the home's own trouble, and is told as such. */
  private static <T> Optional<T> read(Path file, Code invalid, Reader<T> reader) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        ? Optional.of(
            Source.read(file, invalid)
                .flatMap(text -> reader.read(file.toString(), text))
                .orThrow())
        : Optional.empty();
  }

  private void write(Path file, Bytes content) throws IOException {
    var temporary = Files.createTempFile(folder, ".new-", "");
    try {
      try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        var text = ByteBuffer.wrap(content.toArray());
        while (text.hasRemaining()) {
          channel.write(text);
        }
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
