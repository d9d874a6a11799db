package xps.crypto.orchestrator.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Escape;
import xps.crypto.orchestrator.document.Nearest;
import xps.crypto.orchestrator.document.Value;

/** {@code xps explain CODE}. */
final class ExplainCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    new Options(spec).parameter("CODE", "A code of a refusal or finding, such as SCOPE_MISMATCH.");
  }

  @Override
  public Answer run(Call call) {
    var asked = call.text("CODE");
    var code = Code.parse(asked.toUpperCase(Locale.ROOT).replace('-', '_'));
    return code.map(ExplainCommand::answer).orElseGet(() -> unknown(asked));
  }

  private static Answer answer(Code code) {
    var report = new ArrayList<String>();
    report.add(code + " (exit " + ExitCode.of(code.family()) + ")");
    paragraph(report, "meaning", code.meaning());
    code.attack().ifPresent(attack -> paragraph(report, "stops", attack));
    paragraph(report, "do", code.remedy());
    return Answer.of(
        Value.object()
            .put("code", code.name())
            .put("meaning", code.meaning())
            .putText("attack", code.attack())
            .put("remedy", code.remedy())
            .put("exit", ExitCode.of(code.family()))
            .build(),
        report);
  }

  private static void paragraph(List<String> report, String title, String text) {
    report.add("");
    var lines = Columns.wrap(text, 76);
    report.add(String.format(Locale.ROOT, "  %-9s%s", title, lines.getFirst()));
    lines.stream().skip(1).forEach(line -> report.add(" ".repeat(11) + line));
  }

  private static Answer unknown(String asked) {
    var names = Arrays.stream(Code.values()).map(Code::name).toList();
    return Answer.refused(
        Usage.problem(
            "there is no code " + Escape.quote(asked),
            "CODE",
            Nearest.to(asked.replace('-', '_'), names)
                .map(near -> "did you mean " + near + "?")
                .orElse("write it as a refusal shows it; docs list them all")));
  }
}
