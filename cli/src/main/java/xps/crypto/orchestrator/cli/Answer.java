package xps.crypto.orchestrator.cli;

import java.util.ArrayList;
import java.util.List;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Value;

/**
 * What a command has to say when it is done.
 *
 * @param problems what refuses; the command is ok when there is none
 * @param findings what doesn't refuse, but should be known
 * @param members what {@code --json} adds to the members that every command has
 * @param report the same for people, line by line; not escaped and not coloured yet
 */
record Answer(
    List<Problem> problems, List<Problem> findings, Value.Obj members, List<String> report) {
  private static final Value.Obj NOTHING = Value.object().build();

  Answer {
    problems = List.copyOf(problems);
    findings = List.copyOf(findings);
    report = List.copyOf(report);
  }

  /** It went well. */
  static Answer of(Value.Obj members, List<String> report) {
    return new Answer(List.of(), List.of(), members, report);
  }

  /** It was refused, for at least one reason. */
  static Answer refused(List<Problem> problems) {
    return Outcome.<Answer>refused(problems) instanceof Outcome.Refused<Answer>(var told)
        ? new Answer(told, List.of(), NOTHING, List.of())
        : of(NOTHING, List.of());
  }

  /** It was refused for that reason. */
  static Answer refused(Problem problem) {
    return refused(List.of(problem));
  }

  /** The same answer, with more that should be known. */
  Answer withFindings(List<Problem> more) {
    var all = new ArrayList<>(findings);
    all.addAll(more);
    return new Answer(problems, all, members, report);
  }

  /** The same answer, with one more reason to refuse. */
  Answer withProblem(Problem more) {
    var all = new ArrayList<>(problems);
    all.add(more);
    return new Answer(all, findings, members, report);
  }

  /** The same answer, with other members for {@code --json}. */
  Answer withMembers(Value.Obj other) {
    return new Answer(problems, findings, other, report);
  }

  boolean ok() {
    return problems.isEmpty();
  }
}
