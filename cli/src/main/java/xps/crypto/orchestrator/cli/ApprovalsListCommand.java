package xps.crypto.orchestrator.cli;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.guard.Approval;

/** {@code xps approvals list}: what approvals claim. It checks no signature, and says so. */
final class ApprovalsListCommand implements Command {
  /** Where {@code approve} puts them. */
  private static final Path USUAL = Path.of("approvals");

  @Override
  public void describe(CommandSpec spec) {
    new Options(spec)
        .parameters("APPROVAL", "1..*", "Approvals, and folders of them; else approvals.");
  }

  @Override
  public Answer run(Call call) {
    var named = call.paths("APPROVAL");
    var places = named.isEmpty() ? List.of(USUAL) : named;
    var approvals = Approvals.read(places);
    var entries = new ArrayList<Value>();
    approvals.readable().forEach(approval -> entries.add(entry(approval)));
    return new Answer(
        approvals.unreadable(),
        List.of(),
        Value.object().put("approvals", entries).build(),
        report(approvals.readable(), places));
  }

  /** An approval as it is written, with its file, and its digest as bulletins name it. */
  static Value entry(Approval approval) {
    return approval
        .document()
        .with("digest", Value.text(approval.digest().hex()))
        .with("file", Value.text(approval.place().file()));
  }

  private static List<String> report(List<Approval> approvals, List<Path> places) {
    if (approvals.isEmpty()) {
      return List.of(
          "  no approvals in " + places.stream().map(Path::toString).collect(joining(", ")));
    }
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("APPROVER", "SAYS", "FOR", "PATCH", "FROM", "UNTIL", "SIGNED WITH"));
    approvals.forEach(approval -> rows.add(row(approval)));
    var report = new ArrayList<>(Columns.table(rows));
    report.add("");
    report.add("  so they claim; xps approvals verify says which of them count");
    return report;
  }

  private static List<String> row(Approval approval) {
    return List.of(
        approval.approver(),
        approval.decision().text() + " " + approval.direction().text(),
        approval.environment() + ", attempt " + approval.attempt(),
        approval.body().hex().substring(0, 12),
        Grammar.time(approval.at()),
        Grammar.time(approval.expires()),
        approval.signature().algorithm());
  }
}
