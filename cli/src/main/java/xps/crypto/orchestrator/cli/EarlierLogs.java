package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.audit.AuditVerification;
import xps.crypto.orchestrator.audit.VerifiedLog;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Sha256;
import xps.crypto.orchestrator.guard.Precedent;

/**
 * The audit logs that prove where a patch has succeeded before: {@code --proof-of ENV=DIR}. A log
 * counts when every byte of it verifies under a key that the trust store lists.
 *
 * @param given folders by environment
 * @param own the control plane's own log, for environments that nobody named one for
 */
record EarlierLogs(Map<String, Path> given, Optional<Path> own) {
  private static final String OPTION = "--proof-of";

  /** What the logs prove, and why one of them doesn't. */
  record Proven(List<Precedent> precedents, List<Problem> findings) {
    static final Proven NOTHING = new Proven(List.of(), List.of());

    Proven {
      precedents = List.copyOf(precedents);
      findings = List.copyOf(findings);
    }
  }

  static void describe(Options options) {
    options.repeated(
        OPTION,
        "ENV=DIR",
        "An audit log that proves the patch's success there, where the policy has"
            + " environments.after; may be repeated.");
  }

  /** What the command line says. */
  static Outcome<EarlierLogs> of(Call call) {
    var given = new TreeMap<String, Path>();
    for (var text : call.texts(OPTION)) {
      int end = text.indexOf('=');
      var name = text.substring(0, Math.max(0, end));
      if (!Grammar.isId(name)
          || end + 1 == text.length()
          || given.put(name, Path.of(text.substring(end + 1))) != null) {
        return Outcome.refused(
            Usage.problem(
                "this isn't an environment and the folder of its audit log, or it is there twice: "
                    + text,
                OPTION,
                "write for example " + OPTION + " staging=/srv/xps/staging/audit"));
      }
    }
    return Outcome.ok(new EarlierLogs(given, Optional.empty()));
  }

  /** The same, in a home that has a log itself. */
  EarlierLogs in(Path home) {
    return new EarlierLogs(given, Optional.of(home.resolve("audit")).filter(Files::isDirectory));
  }

  /** Looks for the patch in the logs of these environments; refused where a log is a forgery. */
  Outcome<Proven> read(List<String> environments, TrustStore trust, String store, Sha256 body) {
    var precedents = new ArrayList<Precedent>();
    var findings = new ArrayList<Problem>();
    for (var environment : environments) {
      var dir = Optional.ofNullable(given.get(environment)).or(() -> own);
      if (dir.isEmpty()) {
        continue;
      }
      switch (log(dir.get(), trust, store, body)) {
        case Outcome.Refused<VerifiedLog>(var problems) -> {
          return Outcome.refused(problems);
        }
        case Outcome.Ok<VerifiedLog>(var log, _) -> {
          switch (Precedent.find(log, environment, body)) {
            case Outcome.Ok<Precedent>(var precedent, _) -> precedents.add(precedent);
            case Outcome.Refused<Precedent>(var reasons) -> findings.addAll(reasons);
          }
        }
      }
    }
    return Outcome.ok(new Proven(precedents, findings));
  }

  private static Outcome<VerifiedLog> log(Path dir, TrustStore trust, String store, Sha256 body) {
    if (!Files.isDirectory(dir)) {
      return Outcome.refused(unreadable(dir, "there is no such folder"));
    }
    return TrustedLogKeys.keyOf(dir, trust, store)
        .flatMap(key -> {
          try {
            return AuditVerification.read(dir, key, record -> Precedent.concerns(record, body));
          } catch (IOException e) {
            return Outcome.refused(unreadable(dir, String.valueOf(e.getMessage())));
          }
        });
  }

  private static Problem unreadable(Path dir, String why) {
    return new Problem(
        Code.NOT_FOUND,
        "this audit log can't be read: " + why,
        dir.toString(),
        "name a folder that has one");
  }
}
