package xps.crypto.orchestrator.rulescel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xps.crypto.orchestrator.guard.RuleEngine;
import xps.crypto.orchestrator.guard.RuleEngine.Mistake;
import xps.crypto.orchestrator.guard.RuleEngine.Verdict;

/** What rules say, and what is no rule. */
class CelRulesTest {
  private static final RuleEngine ENGINE = new CelRules();

  private static Verdict ask(String denyIf) {
    return AQuestion.program(ENGINE, denyIf).ask(AQuestion.HOTFIX).getFirst();
  }

  private static List<Mistake> mistakes(String denyIf) {
    return AQuestion.mistakes(ENGINE, denyIf);
  }

  @Test
  void whoever_loads_policies_finds_it_as_a_service() {
    assertThat(ServiceLoader.load(RuleEngine.class)).hasExactlyElementsOfTypes(CelRules.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "true",
        "patch.class == 'hotfix' && environment.name == 'prod'",
        "patch.class in ['hotfix', 'critical']",
        "'validator' in patch.targets",
        "patch.artifacts.all(a, a.kind == 'module' && a.size > 1000)",
        "patch.artifacts.exists(a, a.name.endsWith('.so'))",
        "plan.waves.exists_one(w, w.count > 50)",
        "plan.canary * 10 < plan.nodes",
        "plan.canary_bake < duration('1h')",
        "!approvals.exists(a, a.role == 'auditor')",
        "approvals.exists(a, now - a.at < duration('2m'))",
        "size(approvals) < 3",
        "now.getDayOfWeek('Europe/Vienna') == 1",
        "now.getHours('America/New_York') < 9",
        "'large_last_wave' in risk.factors && risk.score >= 3",
        "patch.id.matches('^hotfix-[0-9]{1,3}$')",
        "patch.major < 4 ? patch.author == 'erin' : false",
        "patch.signers[0] == 'release'",
        "environment.attempt + 1 == 2",
        "1 / 0 == 1 || true"
      })
  void a_condition_that_holds_denies(String denyIf) {
    assertThat(ask(denyIf)).isEqualTo(new Verdict.Denies());
    assertThat(ask("!(" + denyIf + ")")).isEqualTo(new Verdict.Passes());
  }

  @Test
  void what_can_not_be_judged_says_why_and_passes_nothing() {
    assertThat(ask("plan.nodes / (plan.canary - 5) > 3"))
        .isEqualTo(new Verdict.Unjudged("/ by zero"));
    assertThat(ask("patch.artifacts[7].size == 1"))
        .isEqualTo(new Verdict.Unjudged("Index out of bounds: 7"));
    assertThat(ask("9223372036854775807 + plan.nodes > 0")).isInstanceOf(Verdict.Unjudged.class);
  }

  @Test
  void a_mistake_is_told_by_line_and_column() {
    assertThat(mistakes("patch.clas == 'hotfix'"))
        .containsExactly(new Mistake(0, 1, 6, "undefined field 'clas'"));
    assertThat(mistakes("patch.sbom &&\n  plan.nodez > 3"))
        .containsExactly(new Mistake(0, 2, 7, "undefined field 'nodez'"));
    assertThat(mistakes("patch.artifacts.exists(a, a.nmae == '')"))
        .containsExactly(new Mistake(0, 1, 28, "undefined field 'nmae'"));
    assertThat(mistakes("whatever"))
        .containsExactly(new Mistake(0, 1, 1, "undeclared reference to 'whatever'"));
    assertThat(mistakes("plan.nodes"))
        .singleElement()
        .extracting(Mistake::message)
        .isEqualTo("expected type 'bool' but found 'int'");
    assertThat(mistakes("patch.sbom ||")).hasSize(1);
    assertThat(mistakes("patch.id == 4"))
        .singleElement()
        .extracting(Mistake::message)
        .asString()
        .startsWith("found no matching overload for '_==_' applied to '(string, int)'");
  }

  @Test
  void each_rule_of_a_policy_speaks_for_itself_and_mistakes_say_whose_they_are() {
    assertThat(
            AQuestion.program(ENGINE, List.of("true", "1 / 0 == 1", "plan.nodes < 3"))
                .ask(AQuestion.HOTFIX))
        .containsExactly(
            new Verdict.Denies(), new Verdict.Unjudged("/ by zero"), new Verdict.Passes());
    assertThat(ENGINE.read(List.of("true", "whatever", "patch.sbom", "plan.x > 1")))
        .isInstanceOfSatisfying(
            RuleEngine.Reading.Wrong.class,
            wrong -> assertThat(wrong.mistakes()).extracting(Mistake::rule).containsExactly(1, 3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "now > timestamp('nonsense')",
        "now > timestamp('2026-02-30T00:00:00Z')",
        "plan.canary_bake < duration('a while')",
        "now.getHours('Europe/Vienne') < 9",
        "plan.nodes > 3 && now.getDayOfWeek(\"it's\") == 1"
      })
  void a_time_span_or_zone_that_is_none_is_told_at_load(String denyIf) {
    assertThat(mistakes(denyIf)).hasSize(1);
  }

  /** Each of these is CEL, and no rule: with them a value could grow without a step being long. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "patch.id + patch.id == ''",
        "size(patch.targets + patch.targets) > 0",
        "patch.targets.map(t, t) == ['']",
        "size(patch.targets.filter(t, t == '')) > 0",
        "[patch.id].exists(t, t == '')",
        "[[1, 2], [3]].exists(t, true)",
        "{'a': 1}.a == 1",
        "artifact{name: 'a'}.name == 'a'",
        "patch.artifacts == patch.artifacts",
        "patch != patch",
        "[1] == [1]",
        "[1] in [[1]]",
        "dyn(patch.id) == 1",
        "type(patch.id) == string",
        "string(plan.nodes) == '1'",
        "has(patch.id)",
        "patch.id.matches(patch.id)",
        "patch.id.matches('a' + 'b')"
      })
  void what_could_grow_is_not_of_the_language(String denyIf) {
    assertThat(mistakes(denyIf)).isNotEmpty();
  }
}
