package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.attest.DocumentSignatures;
import xps.crypto.orchestrator.attest.Roots;
import xps.crypto.orchestrator.attest.StatementSigner;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.bind.RuleAdapters;
import xps.crypto.orchestrator.document.Canonical;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Source;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.guard.Policy;

/** {@code xps policy sign POLICY}: a root signs a policy, so that it can travel to nodes. */
final class PolicySignCommand implements Command {
  private static final String BLOCK = "\nsignatures:\n";

  @Override
  public void describe(CommandSpec spec) {
    var options = new Options(spec);
    options
        .parameter("POLICY", "The policy, with its version; it is signed in place.")
        .required("--trust", "FILE", "The trust store that has the roots.");
    KeyOption.describeAll(options);
    options.flag("--yes", "Don't ask.");
  }

  @Override
  public Answer run(Call call) throws IOException {
    var trust = Loaded.from(() -> TrustStore.load(call.path("--trust"))).orThrow();
    var file = call.path("POLICY");
    var before = Source.read(file, Code.POLICY_INVALID).orThrow();
    var policy = Policy.parse(file.toString(), before, RuleAdapters::find).orThrow();
    var keys = KeyOption.signers(call).orThrow();
    var objections = new ArrayList<Problem>();
    unversioned(policy, file).ifPresent(objections::add);
    keys.forEach(key -> stranger(key, trust, call.text("--trust")).ifPresent(objections::add));
    if (!objections.isEmpty()) {
      return Answer.refused(objections);
    }
    call.screen().say(file + ", version " + policy.version().orElseThrow() + ":");
    PolicyCheckCommand.rows(policy).forEach(line -> call.screen().say("  " + line));
    var declined = call.declined("Sign this policy?", "run it again when you are sure of it");
    if (declined.isPresent()) {
      return Answer.refused(declined.get());
    }
    var signed = KeyOption.sign(Policy.KIND, policy.document(), keys).orThrow();
    Written.instead(file, before, text(before, signed)).orThrow();
    return answer(trust, read(file.toString(), Json.pretty(signed)).orThrow(), file);
  }

  private static Outcome<Policy> read(String file, String text) {
    return Policy.parse(file, text.getBytes(StandardCharsets.UTF_8), RuleAdapters::find);
  }

  /**
   * The file as somebody has written it, with the signatures behind it, so that its comments stay;
   * or, where that would mean something else, what it means as JSON.
   */
  private static String text(byte[] before, Value.Obj signed) {
    var written = new String(before, StandardCharsets.UTF_8);
    int old = written.lastIndexOf(BLOCK);
    var head = old < 0 ? written.stripTrailing() : written.substring(0, old);
    var text = new StringBuilder(head).append(BLOCK);
    if (signed.get(DocumentSignatures.FIELD).orElseThrow() instanceof Value.Arr(var entries, _)) {
      entries.forEach(entry -> text.append("  - ").append(Json.compact(entry)).append('\n'));
    }
    var read =
        read("signed", text.toString())
            .map(policy -> Canonical.digest(policy.document()).equals(Canonical.digest(signed)));
    return read.isOk() && read.orThrow() ? text.toString() : Json.pretty(signed);
  }

  private static Optional<Problem> unversioned(Policy policy, Path file) {
    return policy.version().isPresent()
        ? Optional.empty()
        : Optional.of(
            new Problem(
                Code.POLICY_INVALID,
                "this policy has no version, and nodes take versions one after the other",
                file.toString(),
                "write version: N, one more than the nodes have"));
  }

  /** A signature that counts for nobody would only look like one. */
  private static Optional<Problem> stranger(StatementSigner key, TrustStore trust, String file) {
    boolean isRoot =
        trust.roots().stream()
            .flatMap(roots -> roots.keys().stream())
            .anyMatch(root -> root.key().equals(key.publicKey()));
    return isRoot
        ? Optional.empty()
        : Optional.of(
            Usage.problem(
                "this key (" + key.publicKey().keyId() + ") is none of the roots",
                file,
                "sign with the key of a root"));
  }

  private static Answer answer(TrustStore trust, Policy policy, Path file) {
    var report = new ArrayList<String>();
    report.add("✓ signed " + file);
    report.add("");
    var missing = new ArrayList<Value>();
    trust.roots().ifPresent(roots -> report.add("  " + count(roots, policy)));
    trust
        .roots()
        .flatMap(policy::objectionBy)
        .ifPresent(objection -> missing.add(Value.text(objection)));
    return Answer.of(
        Value.object()
            .put("digest", policy.digest())
            .put("version", policy.version().orElseThrow())
            .put("missing", missing)
            .build(),
        report);
  }

  private static String count(Roots roots, Policy policy) {
    List<String> persons = policy.signedBy(roots);
    return persons.size()
        + " of "
        + roots.threshold()
        + " roots"
        + (persons.isEmpty() ? "" : ": " + String.join(", ", persons));
  }
}
