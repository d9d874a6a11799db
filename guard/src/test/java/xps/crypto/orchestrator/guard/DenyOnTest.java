package xps.crypto.orchestrator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Problem;

/**
 * What a policy rules out by name is denied with that name in {@code where}, whatever the score.
 */
class DenyOnTest {
  private static GateResult on(String rule, AChange change) {
    return Deciding.on(
        Deciding.unattended().risk("{max_score: 10, deny_on: [" + rule + "]}"), change.plan());
  }

  private static void denied(String rule, AChange change) {
    var result = on(rule, change);
    assertThat(Codes.of(result)).containsExactly(Code.POLICY_DENIED);
    assertThat(result.problems()).extracting(Problem::where).containsExactly(rule);
    assertThat(result.whatWouldAllow()).containsExactly(result.problems().getFirst().remedy());
    assertThat(on("{" + rule + ": true}", change).problems()).isEqualTo(result.problems());
    assertThat(on("{" + rule + ": false}", change).allow()).as("switched off").isTrue();
  }

  @Test
  void a_patch_without_an_sbom() {
    denied("missing_sbom", AChange.honest());
  }

  @Test
  void a_patch_that_names_its_sbom_and_does_not_bind_it() {
    denied("unbound_sbom", AChange.honest().metadata("\"sbom\": \"sbom.json\""));
    assertThat(on("unbound_sbom", AChange.honest()).allow()).as("there is none").isTrue();
  }

  @Test
  void an_unsigned_artifact() {
    denied("unsigned_artifact", AChange.honest().unsigned());
    assertThat(on("unsigned_artifact", AChange.honest()).allow()).isTrue();
  }

  @Test
  void a_plan_without_a_canary() {
    denied("no_canary", AChange.honest().canary(""));
    denied("no_canary", AChange.honest().canary("canary: {percentage: 0}"));
    assertThat(on("no_canary", AChange.honest()).allow()).isTrue();
  }

  @Test
  void a_wave_that_only_sounds_like_a_canary_is_none() {
    denied(
        "no_canary",
        AChange.honest()
            .canary("")
            .waves("waves: [{name: canary-1, match: [\"*\"], concurrency: 1}]"));
  }

  @Test
  void a_plan_without_a_rollback() {
    denied("no_rollback", AChange.honest().rollback(""));
    denied("no_rollback", AChange.honest().rollback("rollback: {on: []}"));
    assertThat(on("no_rollback", AChange.honest()).allow()).isTrue();
  }

  @Test
  void a_major_change() {
    denied("major_change", AChange.honest().version("4.0.0"));
    denied("major_change", AChange.honest().metadata("\"change_class\": \"major\""));
    assertThat(on("major_change", AChange.honest()).allow()).isTrue();
  }

  @Test
  void a_patch_that_needs_a_restart() {
    denied("requires_restart", AChange.honest().metadata("\"requires_restart\": true"));
    assertThat(on("requires_restart", AChange.honest()).allow()).isTrue();
  }

  @Test
  void an_sbom_that_matches_denies_nothing() {
    assertThat(on("sbom_mismatch", AChange.honest()).allow()).isTrue();
  }

  @Test
  void several_names_are_each_told() {
    var result =
        on("no_canary, no_rollback, missing_sbom", AChange.honest().canary("").rollback(""));

    assertThat(result.problems())
        .extracting(Problem::where)
        .containsExactlyInAnyOrder("no_canary", "no_rollback", "missing_sbom");
  }

  @Test
  void an_unsandboxed_self_test_is_denied_on_the_node_that_has_it_and_nowhere_else() {
    var node = ANode.honest();
    node.policy.risk("{max_score: 10, deny_on: [unsandboxed_selftest]}");

    assertThat(node.admit(node.warrant(0, 1)))
        .isInstanceOfSatisfying(
            Admission.Refused.class,
            refused -> {
              assertThat(refused.check()).isEqualTo(10);
              assertThat(refused.problem().code()).isEqualTo(Code.POLICY_DENIED);
              assertThat(refused.problem().where()).isEqualTo("unsandboxed_selftest");
            });
    node.cagedSelfTest = true;
    assertThat(node.admit(node.warrant(0, 1))).isInstanceOf(Admission.Admitted.class);

    var gate = on("unsandboxed_selftest", AChange.honest());
    assertThat(gate.allow()).as("the control plane can't tell").isTrue();
    assertThat(gate.findings())
        .extracting(Problem::message)
        .anyMatch(message -> message.contains("judged on each node"));
    assertThat(on("{unsandboxed_selftest: false}", AChange.honest()).findings())
        .extracting(Problem::message)
        .noneMatch(message -> message.contains("judged on each node"));
  }

  @Test
  void a_name_that_there_is_not_is_refused_even_when_switched_off() {
    for (var item :
        new String[] {
          "no_canery",
          "{no_canery: false}",
          "{no_canary: 1}",
          "{no_canary: true, no_rollback: true}",
          "[no_canary]",
          "7",
          "{}",
          "no_canary, no_canary",
          "{no_canary: false}, no_canary"
        }) {
      var outcome = Deciding.unattended().risk("{max_score: 7, deny_on: [" + item + "]}").read();

      assertThat(Codes.of(outcome)).as(item).containsExactly(Code.POLICY_INVALID);
    }
  }
}
