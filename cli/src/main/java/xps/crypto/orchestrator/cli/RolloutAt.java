package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import xps.crypto.orchestrator.bind.Journal;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.server.Home;

/** One rollout in the journal of a home: the one that was named, or else the newest. */
record RolloutAt(Journal journal, Journal.RolloutRow row) implements AutoCloseable {

  /** Adds {@code --home} and {@code --rollout}. */
  static Options describe(Options options) {
    return options
        .required("--home", "DIR", "The home of the orchestrator, as apply was given it.")
        .optional("--rollout", "ID", "Which rollout; else the newest.");
  }

  /** Opens the journal; {@code NOT_FOUND} when there is no such rollout in it. */
  static RolloutAt open(Call call) throws IOException {
    var journal = Home.journalOf(call.path("--home")).orThrow();
    var row = find(journal.rollouts(), call.optional("--rollout"));
    if (row.isEmpty()) {
      journal.close();
      return Outcome.<RolloutAt>refused(
              new Problem(
                  Code.NOT_FOUND,
                  "there is no such rollout here",
                  call.text("--home"),
                  "see xps rollout list"))
          .orThrow();
    }
    return new RolloutAt(journal, row.get());
  }

  private static Optional<Journal.RolloutRow> find(
      List<Journal.RolloutRow> rows, Optional<String> named) {
    return rows.stream()
        .filter(row -> named.isEmpty() || row.rollout().equals(named.get()))
        .findFirst();
  }

  Value.Obj picture() throws IOException {
    return RolloutText.picture(journal, row.rollout());
  }

  /** Where it stands, for {@code --json}. */
  Value.Obj members(Value.Obj picture) throws IOException {
    return Value.object()
        .put("rollout", row.rollout())
        .put("state", RolloutText.text(picture, "state"))
        .put("reason", RolloutText.text(picture, "reason"))
        .put("result", result())
        .put("break_glass", RolloutText.text(picture, "break_glass"))
        .put("at", RolloutText.text(picture, "at"))
        .put("waves", RolloutText.list(picture, "waves"))
        .put("nodes", RolloutText.list(picture, "nodes"))
        .build();
  }

  /** How it ended, by now; empty while it hasn't. */
  String result() throws IOException {
    return find(journal.rollouts(), Optional.of(row.rollout()))
        .map(Journal.RolloutRow::result)
        .orElse("");
  }

  @Override
  public void close() throws IOException {
    journal.close();
  }
}
