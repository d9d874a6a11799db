package xps.crypto.orchestrator.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import xps.crypto.orchestrator.attest.ChangeClass;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;

/** A rule that is passed over is no rule: what isn't understood is refused, by its name. */
class PolicyTest {
  private static final String FOUNDING =
      """
      rbac:
        required_approvals: 2
        roles:
          - name: security_officer
            approve: ["hotfix", "critical"]
          - name: release_manager
            approve: ["minor", "patch"]

      windows:
        allowed:
          - days: [Mon, Tue, Wed, Thu]
            start: "20:00"
            end:   "23:00"
            tz: "Europe/Berlin"

      risk:
        max_score: 7
        deny_on:
          - missing_sbom: true
          - unsigned_artifact: true
      """;

  private static Outcome<Policy> read(String yaml) {
    return Policy.parse("policy.yaml", yaml.getBytes(UTF_8));
  }

  private static void refused(APolicy policy, String... words) {
    var outcome = policy.read();
    assertThat(Codes.of(outcome)).containsOnly(Code.POLICY_INVALID);
    assertThat(outcome.problems())
        .anySatisfy(problem -> {
          assertThat(problem.message()).contains(words);
          assertThat(problem.where()).startsWith("policy.yaml:");
          assertThat(problem.remedy()).isNotEmpty();
        });
  }

  private static APolicy two() {
    return APolicy.ofManagers(People.ANN, People.BOB);
  }

  @Test
  void the_founding_documents_policy_is_read_as_it_stands() {
    var policy = read(FOUNDING).orThrow();

    assertThat(policy.requiredApprovals()).isEqualTo(2);
    assertThat(policy.roles())
        .extracting(Role::name)
        .containsExactly("security_officer", "release_manager");
    assertThat(policy.roles().getFirst().approve())
        .containsExactlyInAnyOrder(ChangeClass.HOTFIX, ChangeClass.CRITICAL);
    assertThat(policy.maxRiskScore()).isEqualTo(7);
    assertThat(policy.risk().denyOn())
        .containsExactly(DenyRule.MISSING_SBOM, DenyRule.UNSIGNED_ARTIFACT);
    assertThat(policy.windows().describe()).isEqualTo("Mon,Tue,Wed,Thu 20:00–23:00 Europe/Berlin");
  }

  @Test
  void a_policy_without_approvers_is_valid_with_the_finding_that_nobody_can_approve() {
    var outcome = read(FOUNDING);

    assertThat(outcome.isOk()).isTrue();
    assertThat(Codes.of(outcome.findings())).containsExactly(Code.RBAC_MISSING);
    assertThat(outcome.findings().getFirst().message()).contains("nobody can approve yet");
  }

  @Test
  void what_a_policy_leaves_out_has_its_default() {
    var policy = two().policy();

    assertThat(policy.rbac().separateAuthor()).isTrue();
    assertThat(policy.rbac().maxValidity()).isEqualTo(Duration.ofDays(7));
    assertThat(policy.rbac().quorum()).isEmpty();
    assertThat(policy.approvers()).extracting(Approver::person).containsExactly("ann", "bob");
    assertThat(policy.environments()).isEmpty();
    assertThat(policy.targets()).isEmpty();
    assertThat(policy.windows().isAlwaysOpen()).isTrue();
    assertThat(policy.risk().denyOn()).isEmpty();
    assertThat(policy.risk().weights()).isEmpty();
    assertThat(policy.version()).isEmpty();
    assertThat(policy.expires()).isEmpty();
  }

  @Test
  void every_field_of_this_version_is_read() {
    var policy =
        APolicy.ofManagers(People.ANN)
            .approver(People.BOB, "officer", ", person: robert")
            .rbac("separate_author: false")
            .rbac("max_validity: 2d")
            .rbac("quorum: {officer: 1}")
            .rbac("unattended: false")
            .risk("{max_score: 4, weights: {no_canary: 0, minor: 10}, deny_on: [no_rollback]}")
            .with("environments: {allow: [staging, prod]}")
            .with("targets: {allow: [api]}")
            .with("windows: {cutoff: 10m, unless: [critical]}")
            .with("version: 3")
            .with("expires: \"2027-01-01T00:00:00Z\"")
            .policy();

    assertThat(policy.approver("bob").orElseThrow().person()).isEqualTo("robert");
    assertThat(policy.rbac().separateAuthor()).isFalse();
    assertThat(policy.rbac().maxValidity()).isEqualTo(Duration.ofDays(2));
    assertThat(policy.rbac().quorum()).isEqualTo(Map.of("officer", 1));
    assertThat(policy.risk().weights())
        .isEqualTo(Map.of(RiskKind.NO_CANARY, 0, RiskKind.MINOR, 10));
    assertThat(policy.risk().denyOn()).containsExactly(DenyRule.NO_ROLLBACK);
    assertThat(policy.environments()).contains(List.of("staging", "prod"));
    assertThat(policy.targets()).contains(List.of("api"));
    assertThat(policy.windows().cutoff()).contains(Duration.ofMinutes(10));
    assertThat(policy.version()).hasValue(3);
    assertThat(policy.expires()).contains(Instant.parse("2027-01-01T00:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "window: {}",
        "environments: {deny: [prod]}",
        "targets: {match: [api]}",
        "windows: {allow: []}",
        "windows: {freeze: [{from: \"2026-01-01T00:00:00Z\", to: \"2026-01-02T00:00:00Z\","
            + " reason: x, except: [critical]}]}"
      })
  void a_field_that_is_not_known_is_refused(String yaml) {
    assertThat(Codes.of(two().with(yaml).read())).containsOnly(Code.POLICY_INVALID);
  }

  @Test
  void a_field_of_rbac_role_or_approver_that_is_not_known_is_refused() {
    refused(two().rbac("max_valid: 7d"), "max_valid");
    refused(two().approver(People.CAROL, "manager", ", persona: x"), "persona");
    refused(two().roles("[{name: manager, approve: [patch], deny: [major]}]"), "deny");
    refused(two().risk("{max_score: 7, deny: []}"), "deny");
    refused(two().risk("{max_score: 7, weights: {no_canery: 1}}"), "no_canery");
  }

  @Test
  void fewer_persons_than_required_approvals_make_a_policy_invalid() {
    refused(APolicy.ofManagers(People.ANN), "2 approvals are required", "1 different persons");
    refused(
        APolicy.ofManagers(People.ANN).approver(People.BOB, "officer", ", person: ann"),
        "2 approvals are required",
        "the 2 approvers are only 1");
  }

  @Test
  void an_empty_list_of_approvers_is_fewer_than_required() {
    refused(new APolicy().rbac("approvers: []"), "2 approvals are required");
  }

  @Test
  void too_few_persons_for_one_class_are_a_finding() {
    var outcome = two().approver(People.CAROL, "officer").read();

    assertThat(outcome.findings())
        .anySatisfy(finding -> {
          assertThat(finding.code()).isEqualTo(Code.RBAC_MISSING);
          assertThat(finding.message()).contains("only 1 persons may approve the class hotfix");
        })
        .noneSatisfy(finding -> assertThat(finding.message()).contains("class patch"));
  }

  @Test
  void a_role_that_nobody_has_is_a_finding() {
    assertThat(two().read().findings())
        .anySatisfy(
            finding -> assertThat(finding.message()).contains("nobody has the role officer"))
        .noneSatisfy(
            finding -> assertThat(finding.message()).contains("nobody has the role manager"));
  }

  @Test
  void an_empty_list_of_targets_or_environments_is_a_finding() {
    assertThat(messages("targets: {allow: []}"))
        .contains("the list of targets is empty, so none is allowed");
    assertThat(messages("environments: {allow: []}"))
        .contains("the list of environments is empty, so none is allowed");
  }

  @Test
  void a_window_that_has_no_day_is_a_finding() {
    var days = "{days: [%s], start: \"08:00\", end: \"20:00\", tz: UTC}";
    var none = days.formatted("");

    assertThat(messages("windows: {allowed: [" + none + ", " + none + "]}"))
        .contains("there is no window that has a day, so that no change may ever happen");
    assertThat(messages("windows: {allowed: [" + none + ", " + days.formatted("Mon") + "]}"))
        .contains("1 of the windows have no day, so they never open");
    assertThat(messages("windows: {allowed: [" + days.formatted("Mon") + "]}"))
        .noneSatisfy(message -> assertThat(message).contains("day"));
  }

  @Test
  void a_glass_that_nobody_can_ever_break_is_a_finding() {
    var key = "{name: rita, ed25519: " + "\"" + People.CAROL.hex() + "\"}";

    assertThat(messages("break_glass: {keys: [], max_hours: 4, classes: [critical]}"))
        .contains("break_glass names no keys, so nobody can ever break the glass");
    assertThat(messages("break_glass: {keys: [" + key + "], max_hours: 4, classes: []}"))
        .contains("break_glass names no classes, so nobody can ever break the glass");
  }

  private static List<String> messages(String rest) {
    return two().with(rest).read().findings().stream().map(Problem::message).toList();
  }

  @Test
  void a_quorum_of_a_role_that_may_not_approve_a_class_is_a_finding() {
    var outcome = two().approver(People.CAROL, "officer").rbac("quorum: {officer: 1}").read();

    assertThat(outcome.findings())
        .anySatisfy(finding ->
            assertThat(finding.message()).contains("officer", "may not approve the class minor"))
        .noneSatisfy(
            finding -> assertThat(finding.message()).contains("may not approve the class hotfix"));
  }

  @Test
  void freezes_that_overlap_are_a_finding_and_freezes_that_touch_are_not() {
    var freeze = "{from: \"2026-%s-01T00:00:00Z\", to: \"2026-%s-01T00:00:00Z\", reason: %s}";
    var touching = freeze.formatted("01", "02", "one") + "," + freeze.formatted("02", "03", "two");
    var both = touching + "," + freeze.formatted("01", "04", "all");

    assertThat(two().with("windows: {freeze: [" + touching + "]}").read().findings())
        .noneSatisfy(finding -> assertThat(finding.message()).contains("overlap"));
    assertThat(two().with("windows: {freeze: [" + both + "]}").read().findings())
        .filteredOn(finding -> finding.message().contains("overlap"))
        .hasSize(2)
        .allSatisfy(finding -> assertThat(finding.code()).isEqualTo(Code.FREEZE_ACTIVE));
  }

  @Test
  void no_approval_at_all_has_to_be_said_twice() {
    refused(two().required(0), "with 0 approvals nobody looks");
    refused(two().required(0).rbac("unattended: false"), "with 0 approvals nobody looks");

    var outcome = two().required(0).rbac("unattended: true").read();
    assertThat(outcome.isOk()).isTrue();
    assertThat(outcome.findings().getFirst().message()).contains("no approval is required");
  }

  @Test
  void one_key_is_one_approver() {
    refused(
        two().entry("{name: carol, role: manager, ed25519: \"%s\"}".formatted(People.ANN.hex())),
        "the key of ann already");
  }

  @Test
  void one_name_is_one_approver_and_one_role() {
    refused(
        two().entry("{name: ann, role: manager, ed25519: \"%s\"}".formatted(People.CAROL.hex())),
        "the approver ann stands here twice");
    refused(
        two().roles("[{name: manager, approve: [patch]}, {name: manager, approve: [major]}]"),
        "the role manager stands here twice");
  }

  @Test
  void an_approver_has_a_role_that_there_is() {
    refused(two().approver(People.CAROL, "manger"), "no role \"manger\"", "did you mean");
  }

  @Test
  void a_key_is_64_lowercase_hex_digits_of_a_real_key() {
    refused(two().entry("{name: carol, role: manager, ed25519: \"00\"}"), "a public key of 64");
    refused(
        two().entry("{name: carol, role: manager, ed25519: \"%s\"}".formatted("0".repeat(64))),
        "the key");
    refused(
        two()
            .entry(
                "{name: carol, role: manager, ed25519: \"%s\"}"
                    .formatted(People.CAROL.hex().toUpperCase(Locale.ROOT))),
        "64 lowercase hex digits");
    refused(two().entry("{name: carol, role: manager}"), "ed25519");
  }

  @Test
  void a_class_that_there_is_not_is_refused_with_the_nearest_one() {
    refused(two().roles("[{name: manager, approve: [hotfx]}]"), "hotfx", "did you mean \"hotfix\"");
    refused(two().roles("[{name: manager, approve: [patch, patch]}]"), "patch stands here twice");
  }

  @Test
  void a_quorum_that_the_approvers_can_not_meet_is_refused() {
    refused(two().rbac("quorum: {officer: 1}"), "1 too few of role officer");
    refused(two().rbac("quorum: {oficer: 1}"), "oficer");
    refused(two().rbac("quorum: {manager: 0}"), "manager");
  }

  @Test
  void one_person_with_two_roles_takes_one_seat_of_a_quorum() {
    var policy =
        APolicy.ofManagers(People.ANN)
            .required(1)
            .approver(People.BOB, "officer", ", person: ann")
            .rbac("quorum: {manager: 1, officer: 1}");

    refused(policy, "each person counted once");
  }

  @Test
  void required_approvals_and_scores_have_bounds() {
    refused(two().required(-1), "required_approvals");
    refused(two().required(65), "required_approvals");
    refused(two().risk("{max_score: 11}"), "max_score");
    refused(two().risk("{max_score: -1}"), "max_score");
    refused(two().risk("{max_score: 1.5}"), "1.5");
    refused(two().risk("{max_score: 7, weights: {no_canary: 11}}"), "no_canary");
  }

  @Test
  void rbac_and_risk_have_to_be_there() {
    assertThat(Codes.of(read("risk: {max_score: 7}\n"))).containsOnly(Code.POLICY_INVALID);
    assertThat(Codes.of(read("rbac: {required_approvals: 1, roles: []}\n")))
        .containsOnly(Code.POLICY_INVALID);
    assertThat(Codes.of(read("- a list\n"))).containsOnly(Code.POLICY_INVALID);
  }

  @Test
  void everything_that_is_wrong_is_told_at_once() {
    var outcome =
        two().required(99).risk("{max_score: 99}").with("rules: [1]").with("bogus: 1").read();

    assertThat(outcome.problems()).hasSize(4);
  }

  @Test
  void a_policy_that_has_expired_allows_nothing() {
    var policy = two().with("expires: \"2026-03-02T12:00:00Z\"");

    assertThat(policy.policy().checkDate(AChange.NOON.minusSeconds(1))).isEmpty();
    assertThat(Codes.of(policy.policy().checkDate(AChange.NOON)))
        .containsExactly(Code.POLICY_INVALID);
    var plan = AChange.honest().plan();
    assertThat(
            Codes.of(
                Deciding.on(
                    policy,
                    plan,
                    AnApproval.yes(People.ANN, plan),
                    AnApproval.yes(People.BOB, plan))))
        .containsExactly(Code.POLICY_INVALID);
  }

  @Test
  void the_digest_is_of_what_the_yaml_means() {
    var spaced = two().yaml().replace("required_approvals: 2", "required_approvals:   2 # two");

    assertThat(read(spaced).orThrow().digest()).isEqualTo(two().policy().digest());
    assertThat(two().rbac("max_validity: 6d").policy().digest())
        .isNotEqualTo(two().policy().digest());
  }
}
