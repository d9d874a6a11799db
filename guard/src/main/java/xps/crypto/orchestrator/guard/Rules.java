package xps.crypto.orchestrator.guard;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;

/**
 * A policy's {@code rules}.
 *
 * @param list in the order of the document
 * @param program what judges them, one verdict for each
 */
record Rules(List<Rule> list, RuleEngine.Program program) {
  static final Rules NONE = new Rules(List.of(), _ -> List.of());

  Rules {
    list = List.copyOf(list);
  }

  /** What the rules say to a case, each for itself. */
  record Said(List<Problem> problems, Set<String> wayOut) {}

  Said ask(Case asked, Tally tally, Risk risk) {
    var said = new Said(new ArrayList<>(), new LinkedHashSet<>());
    if (list.isEmpty()) {
      return said;
    }
    var verdicts = program.ask(RuleInput.of(asked, tally, risk));
    for (int i = 0; i < list.size(); i++) {
      var rule = list.get(i);
      switch (verdicts.get(i)) {
        case RuleEngine.Verdict.Passes() -> {}
        case RuleEngine.Verdict.Denies() ->
            deny(rule, rule.message(), "change what the rule denies", said);
        case RuleEngine.Verdict.Unjudged(var why) ->
            deny(
                rule,
                rule.message() + " (the rule can't be judged, so it denies: " + why + ")",
                "have the policy's owner correct the rule",
                said);
      }
    }
    return said;
  }

  private static void deny(Rule rule, String why, String remedy, Said said) {
    var name = rule.name();
    said.problems().add(new Problem(Code.POLICY_DENIED, why, name, remedy + " (" + name + ")"));
    said.wayOut().add(remedy + " (" + name + "): " + rule.message());
  }
}
