package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.audit.AuditSummary;
import xps.crypto.orchestrator.audit.AuditVerification;
import xps.crypto.orchestrator.audit.LogKey;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Source;
import xps.crypto.orchestrator.document.Value;

/** {@code xps audit verify DIR}. */
final class AuditVerifyCommand implements Command {
  private static final int MOST_KEY_BYTES = 1024;

  @Override
  public void describe(CommandSpec spec) {
    new Options(spec)
        .parameter("DIR", "The audit log's folder.")
        .optional("--key", "VKEY", "The log's verifier key, from elsewhere: the line or its file.")
        .optional("--trust", "FILE", "The trust store that names the log.");
  }

  @Override
  public Answer run(Call call) throws IOException {
    var dir = call.path("DIR");
    var key = key(call, dir).orThrow();
    var outcome =
        key.isPresent()
            ? AuditVerification.verify(dir, key.get())
            : AuditVerification.verifyAgainstOwnKey(dir);
    return switch (outcome) {
      case Outcome.Refused<AuditSummary>(var problems) -> Answer.refused(problems);
      case Outcome.Ok<AuditSummary>(var summary, var findings) ->
          answer(summary, key.isPresent()).withFindings(findings);
    };
  }

  private static Answer answer(AuditSummary summary, boolean fromElsewhere) {
    var against = fromElsewhere ? "against the key given" : "against its own key";
    var answer =
        Answer.of(
            Value.object()
                .put("size", summary.size())
                .put("root", summary.root())
                .put("records", summary.records())
                .put("key", summary.key().text())
                .put("verified", against)
                .build(),
            report(summary, against));
    return fromElsewhere ? answer : answer.withFindings(List.of(ownKey()));
  }

  private static Problem ownKey() {
    return new Problem(
        Code.UNAUTHENTICATED,
        "verified against its own key: the log is whole, but whose it is nobody has shown",
        "log.vkey",
        "give the log's key from elsewhere with --key, or a trust store with --trust");
  }

  private static List<String> report(AuditSummary summary, String against) {
    var report = new ArrayList<String>();
    report.add("✓ the log verifies, " + against);
    report.add("");
    report.addAll(
        Columns.table(
            List.of(
                List.of("records", Long.toString(summary.records())),
                List.of("root", summary.root().hex()),
                List.of("key", summary.key().text()))));
    return report;
  }

  private static Outcome<Optional<LogKey>> key(Call call, Path dir) throws IOException {
    var given = call.optional("--key");
    var trust = call.optionalPath("--trust");
    if (given.isPresent() && trust.isPresent()) {
      return Outcome.refused(
          Usage.problem("--key and --trust both say whose log it is", "--trust", "give one"));
    }
    if (given.isPresent()) {
      return switch (given(given.get())) {
        case Outcome.Refused<LogKey>(var reasons) ->
            Outcome.refused(reasons.stream().map(AuditVerifyCommand::usage).toList());
        case Outcome.Ok<LogKey>(var key, _) -> Outcome.ok(Optional.of(key));
      };
    }
    return trust.isPresent()
        ? Loaded.from(() -> TrustStore.load(trust.get()))
            .flatMap(store -> TrustedLogKeys.keyOf(dir, store, trust.get().toString()))
            .map(Optional::of)
        : Outcome.ok(Optional.empty());
  }

  /** A key that can't be read says nothing about the log. */
  private static Problem usage(Problem reason) {
    return Usage.problem(reason.message(), reason.where(), "give the line of the log's log.vkey");
  }

  /** A line with a key has a + in it; a file's name rarely has, and then the file decides. */
  static Outcome<LogKey> given(String text) {
    var line = LogKey.parse("--key", text.strip());
    if (line.isOk() || (text.indexOf('+') >= 0 && !Files.exists(Path.of(text)))) {
      return line;
    }
    return Source.read(Path.of(text), Code.USAGE, MOST_KEY_BYTES)
        .flatMap(bytes -> LogKey.parse(text, new String(bytes, StandardCharsets.UTF_8).strip()));
  }
}
