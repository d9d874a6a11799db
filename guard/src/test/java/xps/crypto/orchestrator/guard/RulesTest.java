package xps.crypto.orchestrator.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;

/** What guard does with a policy's rules, whatever language they are written in. */
class RulesTest {
  private final PlayedRules engine = new PlayedRules();

  private APolicy with(String rules) {
    return Deciding.unattended().with("rules: " + rules).judgedBy(engine);
  }

  private static String rule(String name, String denyIf) {
    return "{name: %s, deny_if: \"%s\", message: \"not %s\"}".formatted(name, denyIf, name);
  }

  @Test
  void a_rule_that_applies_denies_with_its_name_and_message() {
    var result = Deciding.on(with("[" + rule("never", "yes") + "]"), AChange.honest().plan());

    assertThat(Codes.of(result)).containsExactly(Code.POLICY_DENIED);
    assertThat(result.problems()).extracting(Problem::where).containsExactly("never");
    assertThat(result.problems()).extracting(Problem::message).containsExactly("not never");
    assertThat(result.whatWouldAllow())
        .containsExactly("change what the rule denies (never): not never");
  }

  @Test
  void a_rule_that_does_not_apply_says_nothing() {
    assertThat(Deciding.on(with("[" + rule("a", "no") + "]"), AChange.honest().plan()).allow())
        .isTrue();
  }

  @Test
  void a_rule_that_nobody_can_judge_denies() {
    var result = Deciding.on(with("[" + rule("odd", "who knows") + "]"), AChange.honest().plan());

    assertThat(Codes.of(result)).containsExactly(Code.POLICY_DENIED);
    assertThat(result.problems().getFirst().message())
        .isEqualTo("not odd (the rule can't be judged, so it denies: it divides by zero)");
  }

  @Test
  void each_rule_explains_itself() {
    var rules = "[" + rule("a", "yes") + ", " + rule("b", "no") + ", " + rule("c", "yes") + "]";

    assertThat(Deciding.on(with(rules), AChange.honest().plan()).problems())
        .extracting(Problem::where)
        .containsExactly("a", "c");
  }

  @Test
  void a_node_asks_its_own_rules_in_check_10() {
    var node = ANode.honest();
    node.policy =
        APolicy.ofManagers(People.ANN, People.BOB)
            .with("rules: [" + rule("never", "yes") + "]")
            .judgedBy(engine);

    assertThat(node.admit(node.warrant(0, 1)))
        .isInstanceOfSatisfying(
            Admission.Refused.class,
            refused -> {
              assertThat(refused.check()).isEqualTo(10);
              assertThat(refused.problems()).extracting(Problem::where).containsExactly("never");
            });
  }

  @Test
  void control_plane_and_node_ask_about_the_same() {
    var node = ANode.honest();
    var policy =
        APolicy.ofManagers(People.ANN, People.BOB)
            .with("rules: [" + rule("a", "no") + "]")
            .judgedBy(engine);
    node.policy = policy;
    Deciding.on(
        policy,
        node.plan,
        AnApproval.yes(People.ANN, node.plan),
        AnApproval.yes(People.BOB, node.plan));
    node.admitted(node.warrant(0, 1));

    assertThat(engine.asked).hasSize(2);
    assertThat(engine.asked.getFirst()).isEqualTo(engine.asked.getLast());
  }

  @Test
  void a_rule_is_told_what_is_the_matter() {
    var plan = AChange.honest().metadata("\"author\": \"erin\"").plan();
    var policy =
        APolicy.ofManagers(People.ANN, People.BOB)
            .with("rules: [" + rule("a", "no") + "]")
            .judgedBy(engine);
    Deciding.on(policy, plan, AnApproval.yes(People.ANN, plan), AnApproval.yes(People.BOB, plan));

    var asked = engine.asked.getFirst();
    assertThat(asked.patch())
        .isEqualTo(
            new RuleInput.Patch(
                "hotfix-7",
                "3.2.1",
                3,
                2,
                "patch",
                List.of("api"),
                List.of(new RuleInput.Content("sha256.so", "module", AChange.CODE.length)),
                "erin",
                List.of(People.RELEASE.text()),
                0,
                false,
                false));
    assertThat(asked.plan())
        .isEqualTo(
            new RuleInput.Rollout(
                4,
                List.of(new RuleInput.Step("canary", 2), new RuleInput.Step("rest", 2)),
                2,
                Duration.ofHours(1),
                true,
                true));
    assertThat(asked.environment()).isEqualTo(new RuleInput.Where("prod", 1));
    assertThat(asked.risk().factors()).contains("patch", "missing_sbom");
    assertThat(asked.risk().score()).isPositive();
    assertThat(asked.approvals())
        .extracting(RuleInput.Yes::approver, RuleInput.Yes::role)
        .containsExactly(tuple(People.ANN.text(), "manager"), tuple(People.BOB.text(), "manager"));
    assertThat(asked.now()).isEqualTo(AChange.NOON);
  }

  @Test
  void a_policy_with_rules_is_refused_where_nothing_judges_them() {
    var policy = Deciding.unattended().with("rules: [" + rule("never", "yes") + "]").read();

    assertThat(Codes.of(policy)).containsExactly(Code.POLICY_INVALID);
    assertThat(policy.problems().getFirst().message()).contains("rules-cel", "isn't here");
    assertThat(policy.problems().getFirst().where()).startsWith("policy.yaml:6:");
  }

  @Test
  void nothing_is_looked_for_where_there_are_no_rules() {
    for (var rest : List.of("", "rules: []\n")) {
      var text = Deciding.unattended().with(rest).yaml().getBytes(UTF_8);

      assertThat(
              Policy.parse(
                      "policy.yaml",
                      text,
                      () -> {
                        throw new AssertionError("an engine was looked for");
                      })
                  .isOk())
          .isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{name: a, deny_if: 'yes'}]",
        "[{name: a, message: no}]",
        "[{deny_if: 'yes', message: 'no'}]",
        "[{name: A b, deny_if: 'yes', message: 'no'}]",
        "[{name: a, deny_if: '', message: 'no'}]",
        "[{name: a, deny_if: 'yes', message: ' '}]",
        "[{name: a, deny_if: true, message: 'no'}]",
        "[{name: a, deny_if: 'yes', message: 'no', allow_if: 'yes'}]",
        "[{name: no_canary, deny_if: 'yes', message: 'no'}]",
        "[{name: a, deny_if: 'yes', message: 'no'}, {name: a, deny_if: 'no', message: 'no'}]",
        "['yes']",
        "{name: a}"
      })
  void what_is_no_rule_is_refused(String rules) {
    assertThat(Codes.of(with(rules).read())).containsOnly(Code.POLICY_INVALID);
  }

  @Test
  void rules_have_bounds() {
    var many =
        IntStream.range(0, RulesReader.MOST_RULES)
            .mapToObj(i -> rule("r" + i, "no"))
            .collect(Collectors.joining(", "));
    assertThat(with("[" + many + "]").read().isOk()).isTrue();
    assertThat(with("[" + many + ", " + rule("more", "no") + "]").read().problems())
        .singleElement()
        .extracting(Problem::message)
        .isEqualTo("there are 65 rules; at most 64 are read");

    for (int length : new int[] {500, 501}) {
      var message = "{name: a, deny_if: \"no\", message: \"" + "x".repeat(length) + "\"}";
      assertThat(with("[" + message + "]").read().isOk()).isEqualTo(length == 500);
    }

    var longest = "no" + " ".repeat(RuleEngine.LONGEST_RULE - 2);
    assertThat(with("[" + rule("long", longest) + "]").read().isOk()).isTrue();
    assertThat(with("[" + rule("long", longest + " ") + "]").read().isOk()).isFalse();
  }

  /** Wherever a rule is written, its mistakes are told where they stand in the file. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ';',
      value = {
        "rules: [{name: a, message: m, deny_if: no oops}]; 6:43",
        "rules: [{name: a, message: m, deny_if: \"no oops\"}]; 6:44",
        "rules: [{name: a, message: m, deny_if: 'ä oops'}]; 6:43",
        "rules: [{name: a, message: m, deny_if: \"\\u0041 oops\"}]; 6:40",
        "rules:|- name: a|  message: m|  deny_if: >-|    no oops; 10:8",
        "rules:|- name: a|  message: m|  deny_if: \\||    no|     oops no; 11:6"
      })
  void a_mistake_in_a_rule_is_told_by_its_place_in_the_file(String yaml, String where) {
    var text = yaml.replace("\\|", "\u0000").replace('|', '\n').replace('\u0000', '|');
    var refused = Deciding.unattended().with(text).judgedBy(engine).read();

    assertThat(refused.problems())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.message()).isEqualTo("the rule a is no condition: oops isn't a word");
          assertThat(problem.where()).isEqualTo("policy.yaml:" + where);
        });
  }

  @Test
  void a_policy_tells_its_rules_by_name() {
    assertThat(with("[" + rule("b", "no") + ", " + rule("a", "no") + "]").policy().ruleNames())
        .containsExactly("b", "a");
    assertThat(Deciding.unattended().policy().ruleNames()).isEmpty();
  }
}
