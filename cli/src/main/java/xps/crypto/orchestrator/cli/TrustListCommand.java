package xps.crypto.orchestrator.cli;

import java.util.ArrayList;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Value;

/** {@code xps trust list STORE}. */
final class TrustListCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    new Options(spec)
        .parameter("STORE", "The trust store.")
        .optional("--at", "TIME", "Judge as if it were then, like 2026-01-31T20:00:00Z.");
  }

  @Override
  public Answer run(Call call) {
    var store = TrustStore.load(call.path("STORE"));
    var entries = new ArrayList<Value>();
    for (var entry : TrustText.entries(store)) {
      entries.add(entry.json(call.now()));
    }
    var members =
        Value.object()
            .put("entries", entries)
            .put("min_required_signatures", store.minRequiredSignatures())
            .put("digest", store.digest());
    store.version().ifPresent(version -> members.put("version", version));
    members.putText("expires", store.expires().map(Grammar::time));
    var report = new ArrayList<>(TrustText.table(store, call.now()));
    report.add("");
    report.addAll(TrustText.rules(store));
    return Answer.of(members.build(), report)
        .withFindings(store.checkDate(call.now(), call.clock()));
  }
}
