package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.attest.Bulletin;
import xps.crypto.orchestrator.bind.GlassLog;
import xps.crypto.orchestrator.bind.Journal;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Outcome;
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
    var due = due(call.path("--home"));
    try (var journal = Home.journalOf(call.path("--home")).orThrow()) {
      var open = journal.rollouts().stream().filter(row -> !row.isFinished()).toList();
      var shown = open.isEmpty() ? journal.rollouts() : open;
      var picture =
          shown.isEmpty()
              ? Value.object().build()
              : RolloutText.picture(journal, shown.getFirst().rollout());
      var report = new ArrayList<String>();
      frozen.forEach(bulletin -> report.add(line(bulletin)));
      known(due).forEach(glass -> report.add(line(glass)));
      report.addAll(report(journal, open));
      var json =
          Value.object()
              .put("frozen", frozen.stream().map(StatusCommand::json).toList())
              .put("review_due", known(due).stream().map(StatusCommand::json).toList())
              .put("running", Value.texts(open.stream().map(Journal.RolloutRow::rollout).toList()))
              .put("state", RolloutText.text(picture, "state"))
              .put("waves", RolloutText.list(picture, "waves"))
              .put("nodes", RolloutText.list(picture, "nodes"));
      return Answer.of(json.build(), report).withFindings(due.problems());
    }
  }

  /** What waits for its review; a log that can't be read is no reason to show nothing else. */
  private static Outcome<List<GlassLog.Due>> due(Path home) throws IOException {
    return switch (GlassLog.of(Home.auditOf(home))) {
      case Outcome.Ok<GlassLog>(var log, _) -> log.due();
      case Outcome.Refused<GlassLog>(var problems) -> Outcome.refused(problems);
    };
  }

  private static List<GlassLog.Due> known(Outcome<List<GlassLog.Due>> due) {
    return due.isOk() ? due.orThrow() : List.of();
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
      RolloutText.odd(picture).forEach(line -> report.add("! " + line));
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

  private static String line(GlassLog.Due due) {
    var claim = due.glass().claim();
    return "! "
        + due.glass().words()
        + ", in "
        + claim.environment()
        + " at "
        + Grammar.time(due.since())
        + ": its review is due (xps break-glass review, then close); until then it can't be broken"
        + " again";
  }

  private static Value json(GlassLog.Due due) {
    return ClaimedGlass.json(due.glass())
        .with("environment", Value.text(due.glass().claim().environment()))
        .with("rollout", Value.text(due.rollout()))
        .with("since", Value.text(Grammar.time(due.since())));
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
