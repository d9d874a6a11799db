package xps.crypto.orchestrator.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.audit.LogKey;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;

/** Whose a log may be, by a trust store. */
final class TrustedLogKeys {
  private TrustedLogKeys() {}

  /**
   * The trusted log that the one in this folder says it is; another one of the store where it lies,
   * and then it won't verify.
   *
   * @param file the store's name in messages
   */
  static Outcome<LogKey> keyOf(Path dir, TrustStore store, String file) {
    var keys = new ArrayList<LogKey>();
    for (var log : store.logs()) {
      keys.add(LogKey.of(log).orThrow());
    }
    if (keys.isEmpty()) {
      return Outcome.refused(
          new Problem(
              Code.TRUST_STORE_INVALID,
              "this trust store trusts no log",
              file,
              "add the log's name and key to logs in the trust store"));
    }
    var own = dir.resolve("log.vkey");
    var claimed =
        Files.isRegularFile(own)
            ? AuditVerifyCommand.given(own.toString())
            : Outcome.ok(keys.getFirst());
    return Outcome.ok(
        keys.stream()
            .filter(key -> claimed.isOk() && claimed.orThrow().equals(key))
            .findFirst()
            .orElse(keys.getFirst()));
  }
}
