package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.attest.Bulletin;
import xps.crypto.orchestrator.bind.Journal;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.server.Home;

/** {@code xps status}: one screen of what runs in a home, what it waits for, and what is frozen. */
final class StatusCommand implements Command {
  /** One screen. */
  private static final int MOST_ROLLOUTS = 8;

  @Override
  public void describe(CommandSpec spec) {
    new Options(spec)
        .required("--home", "DIR", "The home of the orchestrator, as apply was given it.");
  }

  @Override
  public Answer run(Call call) throws IOException {
    var frozen = new HomeNews(call.path("--home")).frozen().orThrow();
    try (var journal = Home.journalOf(call.path("--home")).orThrow()) {
      var open = journal.rollouts().stream().filter(row -> !row.isFinished()).toList();
      var shown = open.isEmpty() ? journal.rollouts() : open;
      var picture =
          shown.isEmpty()
              ? Value.object().build()
              : RolloutText.picture(journal, shown.getFirst().rollout());
      var report = new ArrayList<String>();
      frozen.forEach(bulletin -> report.add(line(bulletin)));
      report.addAll(report(journal, open));
      var json =
          Value.object()
              .put("frozen", frozen.stream().map(StatusCommand::json).toList())
              .put("running", Value.texts(open.stream().map(Journal.RolloutRow::rollout).toList()))
              .put("state", RolloutText.text(picture, "state"))
              .put("waves", RolloutText.list(picture, "waves"))
              .put("nodes", RolloutText.list(picture, "nodes"));
      return Answer.of(json.build(), report);
    }
  }

  private static List<String> report(Journal journal, List<Journal.RolloutRow> open)
      throws IOException {
    var report = new ArrayList<String>();
    if (open.isEmpty()) {
      report.add("no rollout is under way");
    }
    for (var row : open.stream().limit(MOST_ROLLOUTS).toList()) {
      var picture = RolloutText.picture(journal, row.rollout());
      report.add(
          "%s %s to %s, attempt %d: %s   rollout %s"
              .formatted(
                  RolloutText.text(picture, "patch"),
                  RolloutText.text(picture, "version"),
                  row.subject().environment(),
                  row.subject().attempt(),
                  RolloutText.text(picture, "state"),
                  row.rollout()));
      RolloutText.table(picture).forEach(line -> report.add("  " + line));
    }
    if (open.size() > MOST_ROLLOUTS) {
      report.add("and " + (open.size() - MOST_ROLLOUTS) + " more: xps rollout list");
    }
    return report;
  }

  private static String line(Bulletin bulletin) {
    var freeze = bulletin.freeze().orElseThrow();
    return "✗ "
        + bulletin.environment()
        + " is frozen since "
        + Grammar.time(freeze.since())
        + " by the bulletin "
        + bulletin.serial()
        + ": "
        + freeze.reason();
  }

  private static Value json(Bulletin bulletin) {
    var freeze = bulletin.freeze().orElseThrow();
    return Value.object()
        .put("environment", bulletin.environment())
        .put("since", Grammar.time(freeze.since()))
        .put("reason", freeze.reason())
        .put("serial", bulletin.serial())
        .build();
  }
}
