package xps.crypto.orchestrator.cli.rehearsal;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.guard.Approval;
import xps.crypto.orchestrator.guard.ApprovalDraft;
import xps.crypto.orchestrator.guard.Direction;
import xps.crypto.orchestrator.guard.Environment;
import xps.crypto.orchestrator.guard.GateResult;
import xps.crypto.orchestrator.guard.Guard;
import xps.crypto.orchestrator.guard.Policy;
import xps.crypto.orchestrator.planner.RolloutPlan;

/**
 * What a policy says to each case of a table.
 *
 * @param coverage which of its rules had a say in any of them
 */
public record Rehearsal(List<Said> said, Coverage coverage) {
  public Rehearsal {
    said = List.copyOf(said);
  }

  /** What the gate said to a case. */
  public record Said(PolicyCase asked, boolean allow, NavigableSet<Code> codes) {
    /** Whether that is what the case expects. */
    public boolean asExpected() {
      var expected = asked.expected();
      return allow == expected.allow() && expected.codes().map(codes::equals).orElse(true);
    }

    /** The answer in words. */
    public String words() {
      return allow
          ? "allowed"
          : "denied: " + codes.stream().map(Code::name).collect(Collectors.joining(", "));
    }

    /** What was expected, in words. */
    public String expectedWords() {
      return asked.expected().allow()
          ? "allowed"
          : "denied"
              + asked
                  .expected()
                  .codes()
                  .map(codes ->
                      ": " + codes.stream().map(Code::name).collect(Collectors.joining(", ")))
                  .orElse("");
    }
  }

  /** The cases in a file; what is wrong with it is {@code POLICY_INVALID}. */
  public static Outcome<List<PolicyCase>> cases(String file, byte[] text) {
    return CaseReader.read(file, text);
  }

  /** Asks the gate about every case. */
  public static Outcome<Rehearsal> run(
      String file, Policy policy, List<PolicyCase> cases, SecureRandom chance) {
    return StandIns.of(file, policy, chance)
        .flatMap(standIns -> {
          var coverage = Coverage.of(standIns.policy());
          var said = new ArrayList<Said>();
          var problems = new ArrayList<Problem>();
          for (var asked : cases) {
            switch (StagedChange.of(asked, standIns.stranger())) {
              case Outcome.Refused<RolloutPlan>(var reasons) ->
                  reasons.forEach(reason -> problems.add(unstaged(asked, reason)));
              case Outcome.Ok<RolloutPlan>(var plan, _) -> {
                var result = evaluate(standIns, plan, asked);
                coverage.count(standIns.policy(), result);
                said.add(new Said(asked, result.allow(), codes(result)));
              }
            }
          }
          return Outcome.unless(problems, () -> new Rehearsal(said, coverage));
        });
  }

  private static Problem unstaged(PolicyCase asked, Problem reason) {
    return new Problem(
        Code.POLICY_INVALID,
        "the case \"" + asked.name() + "\" describes no change that could be: " + reason.message(),
        asked.name(),
        "change its patch or plan");
  }

  private static GateResult evaluate(StandIns standIns, RolloutPlan plan, PolicyCase asked) {
    var approvals = new ArrayList<Approval>();
    for (var word : asked.approvals()) {
      var at = asked.at().minus(word.ago());
      approvals.add(
          new ApprovalDraft(
                  word.by(),
                  word.decision(),
                  Direction.FORWARD,
                  plan.patch().bodyDigest(),
                  plan.digest(),
                  asked.environment(),
                  word.attempt(),
                  at,
                  expiry(at, word.valid()))
              .sign(standIns.keyOf(word.by()))
              .orThrow());
    }
    var environment =
        Environment.of(asked.environment(), asked.attempt()).orThrow().withClock("the case");
    var policy = standIns.having(asked.environment(), asked.succeededIn());
    return Guard.evaluate(policy, plan, approvals, environment, asked.at());
  }

  /** A statement has no room for years beyond 9999. */
  private static Instant expiry(Instant at, Duration valid) {
    var last = Instant.parse("9999-12-31T23:59:59Z");
    return valid.compareTo(Duration.between(at, last)) > 0 ? last : at.plus(valid);
  }

  private static NavigableSet<Code> codes(GateResult result) {
    var codes = new TreeSet<Code>();
    result.problems().forEach(problem -> codes.add(problem.code()));
    return codes;
  }
}
