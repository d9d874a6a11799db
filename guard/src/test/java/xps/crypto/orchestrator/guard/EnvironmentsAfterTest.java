package xps.crypto.orchestrator.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.guard.AChange.NOON;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;

/** {@code environments.after}: how it is read, and where it is judged. */
class EnvironmentsAfterTest {
  private static APolicy policy(String environments) {
    return APolicy.ofManagers(People.ANN, People.BOB).with("environments: " + environments);
  }

  private static List<Problem> refusals(String environments) {
    var text = policy(environments).yaml().getBytes(StandardCharsets.UTF_8);
    return Policy.parse("policy.yaml", text) instanceof Outcome.Refused<Policy>(var problems)
        ? problems
        : List.of();
  }

  @Test
  void an_environment_that_comes_after_another_is_denied_without_a_proof_and_others_arent() {
    var plan = AChange.honest().plan();
    var approvals = List.of(AnApproval.yes(People.ANN, plan), AnApproval.yes(People.BOB, plan));
    var after = policy("{after: {prod: [staging, canada]}}").policy();

    var result = Guard.evaluate(after, plan, approvals, Environment.of("prod"), NOON);

    assertThat(Codes.of(result)).containsExactly(Code.POLICY_DENIED, Code.POLICY_DENIED);
    assertThat(result.problems().getFirst().message()).contains("succeeded in staging");
    assertThat(result.problems().getFirst().where()).startsWith("policy.yaml:");
    assertThat(result.whatWouldAllow()).anyMatch(way -> way.contains("--proof-of canada=DIR"));
    var elsewhere = policy("{after: {canada: [staging]}}").policy();
    assertThat(Guard.evaluate(elsewhere, plan, approvals, Environment.of("prod"), NOON).allow())
        .isTrue();
  }

  @Test
  void a_node_judges_everything_else_of_such_a_policy() {
    var node = ANode.honest();
    node.policy = policy("{after: {prod: [staging]}}");

    assertThat(node.admit(node.warrant(0, 1))).isInstanceOf(Admission.Admitted.class);
  }

  @Test
  void environments_that_wait_for_each_other_are_refused_with_the_way_round() {
    assertThat(refusals("{after: {prod: [staging], staging: [test], test: [prod]}}"))
        .isNotEmpty()
        .allMatch(problem -> problem.code() == Code.POLICY_INVALID)
        .anyMatch(
            problem -> problem.message().contains("prod after staging after test after prod"));
    assertThat(refusals("{after: {prod: [prod]}}"))
        .singleElement()
        .matches(problem -> problem.message().contains("prod after prod"));
  }

  @Test
  void an_empty_list_and_what_isnt_a_name_are_refused_at_their_place() {
    for (var wrong :
        List.of("{after: {prod: []}}", "{after: {prod: [Sta ging]}}", "{after: {PROD: [x]}}")) {
      assertThat(refusals(wrong))
          .as(wrong)
          .isNotEmpty()
          .allMatch(problem -> problem.code() == Code.POLICY_INVALID)
          .allMatch(problem -> problem.where().startsWith("policy.yaml:"));
    }
  }

  @Test
  void what_has_to_have_been_where_nothing_may_go_is_a_finding() {
    var text = policy("{allow: [prod], after: {prod: [staging]}}").policy();

    assertThat(text.findings())
        .anyMatch(
            finding -> finding.message().contains("staging, where this policy allows nothing"));
    assertThat(policy("{allow: [prod, staging], after: {prod: [staging]}}").policy().findings())
        .noneMatch(finding -> finding.code() == Code.POLICY_DENIED);
  }
}
