package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static xps.crypto.orchestrator.cli.Ran.xps;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code policy test} and {@code policy diff}: a policy held to a table of decisions. */
final class PolicyTestTest {
  private static final String CASES =
      """
      cases:
        - name: two approvals on a Monday evening
          approvals: [bob, carol]
          at: "2026-01-05T20:30:00Z"
          expect: {allow: true}
        - name: one is not enough
          approvals: [bob]
          at: "2026-01-05T20:30:00Z"
          expect: {allow: false, codes: [RBAC_MISSING]}
        - name: nobody whom the policy doesn't name
          approvals: [bob, mallory]
          at: "2026-01-05T20:30:00Z"
          expect: {allow: false, codes: [RBAC_MISSING, APPROVAL_INVALID]}
        - name: not on a Saturday
          approvals: [bob, carol]
          at: "2026-01-10T20:30:00Z"
          expect: {allow: false, codes: [WINDOW_VIOLATION]}
        - name: never without an SBOM
          patch: {sbom: false}
          approvals: [bob, carol]
          at: "2026-01-05T20:30:00Z"
          expect: {allow: false, codes: [POLICY_DENIED]}
        - name: a no is a no
          approvals: [bob, {by: carol, decision: reject}]
          at: "2026-01-05T20:30:00Z"
          expect: {allow: false, codes: [RBAC_MISSING, APPROVAL_REJECTED]}
        - name: nothing so risky
          patch: {restart: true, signed: false, class: minor}
          plan: {canary: false, rollback: false, health_check: false, large_last_wave: true}
          labels: {region: eu}
          at: "2026-01-05T20:30:00Z"
          expect: {allow: false}
      """;

  @TempDir Path folder;
  private AChange change;
  private Path policy;
  private Path cases;

  @BeforeEach
  void aPolicy() {
    change = AChange.in(folder);
    policy = change.file("orchestrator.policy.yaml");
    change.write("cases.yaml", CASES);
    cases = change.file("cases.yaml");
  }

  @Test
  void a_case_may_suppose_that_the_patch_has_succeeded_elsewhere() {
    change.replace(
        "orchestrator.policy.yaml", "risk:", "environments: {after: {prod: [staging]}}\nrisk:");
    change.write(
        "cases.yaml",
        """
        cases:
          - name: straight to prod
            approvals: [bob, carol]
            at: "2026-01-05T20:30:00Z"
            expect: {allow: false, codes: [POLICY_DENIED]}
          - name: staging first
            approvals: [bob, carol]
            succeeded_in: [staging]
            at: "2026-01-05T20:30:00Z"
            expect: {allow: true}
          - name: somewhere else first
            approvals: [bob, carol]
            succeeded_in: [canada]
            at: "2026-01-05T20:30:00Z"
            expect: {allow: false, codes: [POLICY_DENIED]}
        """);

    var ran = xps("policy", "test", policy, cases).exits(0);

    assertThat(ran.out())
        .contains("✓ staging first: allowed")
        .doesNotContain("no case reaches: environments.after prod");
  }

  @Test
  void a_policy_that_says_what_is_expected_passes_with_what_was_reached() {
    var ran = xps("policy", "test", policy, cases).exits(0);

    assertThat(ran.out())
        .contains("✓ two approvals on a Monday evening: allowed")
        .contains("✓ not on a Saturday: denied: WINDOW_VIOLATION")
        .contains("8 of 8 rules reached")
        .doesNotContain("✗", "no case reaches");
  }

  @Test
  void rules_that_no_case_reaches_are_named() {
    change.write("cases.yaml", CASES.substring(0, CASES.indexOf("  - name: not on")));

    var ran = xps("policy", "test", policy, cases, "--json").exits(0);

    assertThat(ran.out())
        .contains("\"unreached\"", "\"windows closed\"", "\"deny_on missing_sbom\"");
  }

  @Test
  void rules_in_cel_are_asked_and_counted() {
    change.write(
        "orchestrator.policy.yaml",
        AChange.read(policy)
            + """
            rules:
              - {name: only-prod, deny_if: "environment.name != 'prod'", message: prod alone}
              - {name: no-jars, deny_if: "patch.artifacts.exists(a, a.kind == 'jar')", message: no}
            """);
    change.write(
        "cases.yaml",
        CASES
            + """
              - name: only to prod
                environment: staging
                approvals: [bob, carol]
                at: "2026-01-05T20:30:00Z"
                expect: {allow: false, codes: [POLICY_DENIED]}
            """);

    assertThat(xps("policy", "test", policy, cases).exits(0).out())
        .contains("9 of 10 rules reached", "no case reaches: rule no-jars")
        .doesNotContain("no case reaches: rule only-prod");
  }

  @Test
  void a_policy_that_says_something_else_fails_and_the_case_is_named() {
    change.replace("orchestrator.policy.yaml", "required_approvals: 2", "required_approvals: 1");

    var ran = xps("policy", "test", policy, cases, "--json").exits(17);

    assertThat(ran.problems()).contains("POLICY_INVALID");
    assertThat(ran.problem("message"))
        .contains("one is not enough: expected denied: RBAC_MISSING; the policy says allowed");
  }

  @Test
  void what_another_policy_would_change_is_shown_and_nothing_else() {
    var before = AChange.read(policy);
    change.write("new.yaml", before.replace("required_approvals: 2", "required_approvals: 1"));

    var ran = xps("policy", "diff", policy, change.file("new.yaml"), cases).exits(0);

    assertThat(ran.out())
        .contains("3 of 7 decisions would change", "one is not enough")
        .contains("- denied: RBAC_MISSING", "+ allowed")
        .doesNotContain("not on a Saturday");
    assertThat(xps("policy", "diff", policy, policy, cases).exits(0).out())
        .contains("0 of 7 decisions would change");
  }

  @Test
  void a_table_that_says_something_else_is_refused_with_its_place() {
    change.write("cases.yaml", CASES.replace("approvals: [bob]", "approval: [bob]"));
    assertThat(xps("policy", "test", policy, cases).exits(17).err())
        .contains("cases.yaml:", "did you mean \"approvals\"");

    change.write("cases.yaml", CASES.replace("[WINDOW_VIOLATION]", "[WINDOW_VIOLATED]"));
    xps("policy", "test", policy, cases).exits(17);
    change.write("cases.yaml", "cases: []");
    xps("policy", "test", policy, cases).exits(17);
    xps("policy", "test", policy, change.file("none.yaml")).exits(17);
  }

  @Test
  void a_case_at_the_end_of_time_is_judged_like_any_other() {
    change.write(
        "cases.yaml",
        """
        cases:
          - name: the last second that can be written
            approvals: [bob, carol]
            at: "9999-12-31T23:59:59Z"
            expect: {allow: false, codes: [WINDOW_VIOLATION]}
        """);

    assertThat(Ran.xps("policy", "test", policy, cases).exit()).isNotEqualTo(1);
  }

  @Test
  void nobody_needs_a_key_of_an_approver_to_try_a_policy_out() {
    change.replace(
        "orchestrator.policy.yaml",
        "ed25519: \"" + change.publicKey("bob") + "\"",
        "ssh: \"ssh-ed25519"
            + " AAAAC3NzaC1lZDI1NTE5AAAAIJHgYs0BKrUpaiRWJuqH3kRxT8GZ4XqTRH+YVNRc3YVu\"");

    xps("policy", "check", policy).exits(0);
    xps("policy", "test", policy, cases).exits(0);
  }
}
