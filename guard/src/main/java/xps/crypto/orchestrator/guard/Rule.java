package xps.crypto.orchestrator.guard;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;

/**
 * One of the policy's {@code rules}: denies where it applies, and where nobody can tell whether it
 * does.
 *
 * @param message what its author has to say to those it denies
 */
record Rule(String name, String message, RuleEngine.Program program) {
  /** What the rules of a policy say to a case, each for itself. */
  record Said(List<Problem> problems, Set<String> wayOut) {}

  static Said ask(Case asked, Tally tally, Risk risk) {
    var problems = new ArrayList<Problem>();
    var wayOut = new LinkedHashSet<String>();
    var rules = asked.policy().rules();
    if (!rules.isEmpty()) {
      var input = RuleInput.of(asked, tally, risk);
      for (var rule : rules) {
        switch (rule.program().ask(input)) {
          case RuleEngine.Verdict.Passes() -> {}
          case RuleEngine.Verdict.Denies() ->
              rule.deny(rule.message(), "change what the rule denies", problems, wayOut);
          case RuleEngine.Verdict.Unjudged(var why) ->
              rule.deny(
                  rule.message() + " (the rule can't be judged, so it denies: " + why + ")",
                  "have the policy's owner correct the rule",
                  problems,
                  wayOut);
        }
      }
    }
    return new Said(problems, wayOut);
  }

  private void deny(String why, String remedy, List<Problem> problems, Set<String> wayOut) {
    problems.add(new Problem(Code.POLICY_DENIED, why, name, remedy + " (" + name + ")"));
    wayOut.add(remedy + " (" + name + "): " + message);
  }
}
