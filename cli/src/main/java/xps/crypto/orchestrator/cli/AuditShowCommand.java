package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.audit.Action;
import xps.crypto.orchestrator.audit.AuditReader;
import xps.crypto.orchestrator.audit.AuditRecord;
import xps.crypto.orchestrator.audit.Result;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/** {@code xps audit show DIR}: the records that meet every filter. */
final class AuditShowCommand implements Command {
  /** What every log has from its beginning. */
  private static final List<String> FILES = List.of("log.vkey", "audit.jsonl");

  @Override
  public void describe(CommandSpec spec) {
    new Options(spec)
        .parameter("DIR", "The audit log's folder.")
        .optional("--patch", "ID", "Only records about that patch.")
        .optional("--node", "ID", "Only records about that node.")
        .optional("--wave", "NAME", "Only records about that wave.")
        .optional("--action", "ACTION", "Only that action, like APPLY.")
        .optional("--result", "RESULT", "Only that result, like FAILURE.")
        .optional("--code", "CODE", "Only records with that code.")
        .optional("--since", "TIME", "Only from then on.")
        .optional("--until", "TIME", "Only before then.");
  }

  @Override
  public Answer run(Call call) throws IOException {
    var wanted = wanted(call);
    var dir = call.path("DIR");
    var missing = FILES.stream().filter(name -> !Files.isRegularFile(dir.resolve(name))).toList();
    if (!missing.isEmpty()) {
      return Answer.refused(
          new Problem(
              Code.NOT_FOUND,
              "there is no audit log here: " + String.join(" and ", missing) + " missing",
              dir.toString(),
              "name its folder, the audit/ of a home"));
    }
    var records = AuditReader.of(dir).records().orThrow();
    var shown = records.stream().filter(wanted).toList();
    return Answer.of(
        Value.object()
            .put("size", records.size())
            .put("records", shown.stream().map(AuditRecord::toJson).toList())
            .build(),
        report(records, shown));
  }

  private static Predicate<AuditRecord> wanted(Call call) {
    var action =
        call.parsed("--action", "one of " + List.of(Action.values()), upper(Action::parse));
    var result =
        call.parsed("--result", "one of " + List.of(Result.values()), upper(Result::parse));
    var code = call.parsed("--code", "a code, as xps explain knows it", upper(Code::parse));
    var since = call.time("--since");
    var until = call.time("--until");
    return same(call.optional("--patch"), AuditRecord::patch)
        .and(same(call.optional("--node"), AuditRecord::node))
        .and(same(call.optional("--wave"), AuditRecord::wave))
        .and(same(action, record -> Optional.of(record.action())))
        .and(same(result, record -> Optional.of(record.result())))
        .and(same(code, AuditRecord::code))
        .and(record -> since.isEmpty() || !record.ts().isBefore(since.get()))
        .and(record -> until.isEmpty() || record.ts().isBefore(until.get()));
  }

  private static <T> Function<String, Optional<T>> upper(Function<String, Optional<T>> parse) {
    return text -> parse.apply(text.toUpperCase(Locale.ROOT));
  }

  private static <T> Predicate<AuditRecord> same(
      Optional<T> wanted, Function<AuditRecord, Optional<T>> field) {
    return record -> wanted.isEmpty() || field.apply(record).equals(wanted);
  }

  private static List<String> report(List<AuditRecord> all, List<AuditRecord> shown) {
    var rows = new ArrayList<List<String>>();
    for (var record : shown) {
      rows.add(
          List.of(
              Grammar.time(record.ts()),
              record.action().name(),
              record.result().name(),
              record.patch().orElse("-"),
              record.wave().orElse("-"),
              record.node().orElse("-"),
              words(record)));
    }
    var report = new ArrayList<>(Columns.table(rows));
    report.add((shown.isEmpty() ? "" : "  ") + shown.size() + " of " + all.size() + " records");
    var broken = all.stream().filter(AuditShowCommand::isGlassBroken).count();
    if (broken > 0) {
      report.add(
          "! the glass was broken "
              + (broken == 1 ? "once" : broken + " times")
              + " in this log: --action BREAK_GLASS shows it");
    }
    return report;
  }

  private static boolean isGlassBroken(AuditRecord record) {
    return record.action() == Action.BREAK_GLASS
        && record.code().equals(Optional.of(Code.BREAK_GLASS_REVIEW_DUE));
  }

  private static String words(AuditRecord record) {
    return Stream.of(record.code().map(Code::name), record.actor(), record.detail())
        .flatMap(Optional::stream)
        .reduce((one, next) -> one + "  " + next)
        .orElse("");
  }
}
