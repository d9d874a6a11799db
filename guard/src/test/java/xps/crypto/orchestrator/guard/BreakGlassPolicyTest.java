package xps.crypto.orchestrator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;

/** How a policy says who may break the glass. */
class BreakGlassPolicyTest {
  private static APolicy with(String keys, String more) {
    return APolicy.ofManagers(People.ANN, People.BOB)
        .approver(People.DAVE, "manager")
        .with("break_glass: {keys: %s, %s}".formatted(keys, more));
  }

  private static final String USUAL = "max_hours: 4, classes: [patch]";

  @Test
  void a_name_alone_is_an_approver_with_the_everyday_key_and_that_is_a_finding() {
    var policy = with("[ann]", USUAL);

    assertThat(policy.policy().breakGlass().orElseThrow().holder("ann").orElseThrow().key())
        .isEqualTo(People.ANN.key().publicKey());
    assertThat(policy.policy().findings())
        .extracting(Problem::message)
        .anyMatch(message -> message.contains("every day breaks the glass"));
  }

  @Test
  void glass_that_too_few_others_could_review_is_a_finding() {
    var two =
        APolicy.ofManagers(People.ANN, People.BOB)
            .with("break_glass: {keys: [ann], %s}".formatted(USUAL));

    assertThat(Codes.of(two.policy().findings())).contains(Code.BREAK_GLASS_REVIEW_DUE);
    assertThat(Codes.of(with("[ann]", USUAL).policy().findings()))
        .doesNotContain(Code.BREAK_GLASS_REVIEW_DUE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[anne]                                     | max_hours: 4, classes: [patch]   | anne",
        "[ann, ann]                                 | max_hours: 4, classes: [patch]   | twice",
        "[{name: x}]                                | max_hours: 4, classes: [patch]   | ed25519",
        "[ann]                                      | max_hours: 0, classes: [patch]   | max_hours",
        "[ann]                                      | max_hours: 169, classes: [patch] | max_hours",
        "[ann]                                      | max_hours: 4, classes: [urgent]  | urgent",
        "[ann]                                      | max_hours: 4                     | classes",
        "[ann]                                      | classes: [patch]                 | max_hours",
      })
  void what_makes_no_sense_is_refused(String keys, String more, String named) {
    assertThat(Codes.of(with(keys, more).read())).containsExactly(Code.POLICY_INVALID);
    assertThat(with(keys, more).read().problems().getFirst().message()).contains(named);
  }

  @Test
  void the_key_of_another_approver_under_a_new_name_is_refused() {
    var keys = "[{name: eve, ed25519: \"%s\"}]".formatted(People.ANN.hex());

    assertThat(Codes.of(with(keys, USUAL).read())).containsExactly(Code.POLICY_INVALID);
  }

  @Test
  void a_key_of_its_own_under_an_approvers_name_is_that_persons() {
    var keys = "[{name: ann, ed25519: \"%s\"}]".formatted(People.CONTROL.hex());
    var approver = with(keys, USUAL).policy().approvers().getFirst();

    assertThat(
            with(keys, USUAL)
                .policy()
                .breakGlass()
                .orElseThrow()
                .holder("ann")
                .orElseThrow()
                .person())
        .isEqualTo(approver.person());
    var other = keys.replace("name: ann", "name: ann, person: somebody-else");
    assertThat(with(other, USUAL).read().problems().getFirst().message())
        .contains("ann is another person");
  }

  @Test
  void an_empty_list_of_keys_is_nobody() {
    assertThat(with("[]", USUAL).policy().breakGlass().orElseThrow().holders()).isEmpty();
  }
}
